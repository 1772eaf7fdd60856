import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";

import { onSessionEnded } from "../api/client";
import { keys } from "../app/queries";
import { resume, type Session, signIn, signOut } from "./session";

interface Known {
  /** Null: nobody is signed in. Undefined: not known yet. */
  session: Session | null | undefined;
  /** The session ended while the console was in use: what is on the page is to be kept. */
  isInterrupted: boolean;
  signIn(email: string, password: string): Promise<void>;
  signOut(): Promise<void>;
}

const Context = createContext<Known | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { data, isError } = useQuery<Session | null>({ queryKey: keys.session, queryFn: resume, staleTime: Infinity, retry: false });
  const [isInterrupted, setIsInterrupted] = useState(false);
  const last = useRef<string | null>(null);
  if (data) last.current = data.user.uid;

  useEffect(
    () =>
      onSessionEnded(() => {
        queries.setQueryData(keys.session, null);
        setIsInterrupted(last.current !== null);
      }),
    [queries],
  );
  const enter = useCallback(
    async (email: string, password: string) => {
      const session = await signIn(email, password);
      // What is in memory and on the page is what somebody else may see.
      if (last.current !== null && last.current !== session.user.uid) window.location.reload();
      queries.setQueryData(keys.session, session);
      setIsInterrupted(false);
      await queries.invalidateQueries();
    },
    [queries],
  );
  const leave = useCallback(async () => {
    await signOut();
    // A new page: nothing of this one's memory is left to whoever comes next.
    last.current = null;
    window.location.assign("/");
  }, []);

  const session = isError ? null : data;
  const known = useMemo(
    () => ({ session, isInterrupted, signIn: enter, signOut: leave }),
    [session, isInterrupted, enter, leave],
  );
  return <Context value={known}>{children}</Context>;
}

export function useSession(): Known {
  const known = useContext(Context);
  if (!known) throw new Error("useSession belongs below SessionProvider");
  return known;
}
