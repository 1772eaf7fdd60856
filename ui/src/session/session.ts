import { json, setCsrfToken } from "../api/client";

export interface Session {
  user: { uid: string; email: string; name: string; organizations: { uid: string; name: string; role: string }[] };
  csrfToken: string;
}

/** Ask who is signed in in this browser. */
export async function resume(): Promise<Session> {
  return known(await json<Session>("/session"));
}

export async function signIn(email: string, password: string): Promise<Session> {
  return known(await json<Session>("/session", { method: "POST", body: JSON.stringify({ email, password }) }));
}

export async function signOut(): Promise<void> {
  await json("/session", { method: "DELETE" });
  setCsrfToken("");
}

function known(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}
