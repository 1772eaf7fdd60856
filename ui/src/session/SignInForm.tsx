import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";

import { text } from "../text";
import { useSession } from "./SessionProvider";

// Where the form lies over a dialog, Mantine would close that one on Escape.
const KEEPS_ESCAPE = { "data-mantine-stop-propagation": "true" };

/** Asks for e-mail address and password, and signs in. */
export function SignInForm() {
  const { signIn } = useSession();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // It may lie, in the tree, inside a form that is to be gone on with.
    event.stopPropagation();
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    try {
      await signIn(String(form.get("email")), String(form.get("password")));
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        {refusal && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <TextInput {...KEEPS_ESCAPE} name="email" type="email" label={text.session.email} autoComplete="username" required autoFocus data-autofocus />
        <PasswordInput {...KEEPS_ESCAPE} name="password" label={text.session.password} autoComplete="current-password" required />
        <Button {...KEEPS_ESCAPE} type="submit" loading={isBusy} fullWidth>
          {text.session.submit}
        </Button>
      </Stack>
    </form>
  );
}
