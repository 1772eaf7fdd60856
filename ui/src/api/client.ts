// The two APIs of the server, typed by their OpenAPI documents (`npm run types`).
import createClient, { type Middleware } from "openapi-fetch";

import type { paths as ContentPaths } from "./content";
import type { paths as ManagementPaths } from "./management";
import { failureOf, SessionEnded } from "./failures";

const CSRF_HEADER = "X-CSRF-Token";
let csrfToken = "";
let ended: () => void = () => undefined;

/** Take the token that every request of this browser session carries. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Say what is to happen when the server does not know this browser any more. */
export function onSessionEnded(react: () => void): void {
  ended = react;
}

const shared: Middleware = {
  onRequest({ request }) {
    if (csrfToken) request.headers.set(CSRF_HEADER, csrfToken);
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    throw await refused(response, request.headers);
  },
};

/** The Management API; requests about a project carry its uid: `{ params: { header: inProject(uid) } }`. */
export const management = createClient<ManagementPaths>({ baseUrl: "/personalize-api" });
/** The Content Management API; requests about a stack carry its key: `{ headers: inStack(key) }`. */
export const content = createClient<ContentPaths>({ baseUrl: "/v3" });
management.use(shared);
content.use(shared);

export function inProject(uid: string): { "x-project-uid": string } {
  return { "x-project-uid": uid };
}

export function inStack(apiKey: string): { api_key: string } {
  return { api_key: apiKey };
}

/** Ask for a JSON document outside the typed clients (the session, exports). */
export async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = new Headers(init.headers);
  if (csrfToken) headers.set(CSRF_HEADER, csrfToken);
  if (init.body) headers.set("Content-Type", "application/json");
  const response = await fetch(path, { ...init, headers });
  if (!response.ok) throw await refused(response, headers);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function refused(response: Response, asked: Headers): Promise<Error> {
  const failure = await failureOf(response);
  // What an earlier session asked may be refused after somebody has signed in again.
  const isOfThisSession = (asked.get(CSRF_HEADER) ?? "") === csrfToken;
  if (failure instanceof SessionEnded && isOfThisSession) ended();
  return failure;
}
