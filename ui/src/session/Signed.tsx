import { Center, Loader } from "@mantine/core";
import { Suspense } from "react";
import { Outlet } from "react-router";

import { LeavingProvider } from "../parts/leaving";
import { useSession } from "./SessionProvider";
import { SignInAgain } from "./SignInAgain";
import { SignInPage } from "./SignInPage";

/** The pages behind the log-in; the address stays as it is, so that signing in leads to where one wanted to go. */
export function Signed() {
  const { session, isInterrupted } = useSession();
  if (session === undefined) return <Waiting />;
  if (session === null && !isInterrupted) return <SignInPage />;
  return (
    <>
      <LeavingProvider>
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </LeavingProvider>
      {isInterrupted && <SignInAgain />}
    </>
  );
}

export function Waiting() {
  return (
    <Center mih="50vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
