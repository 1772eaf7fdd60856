import { QueryClient } from "@tanstack/react-query";

import { Failure } from "../api/failures";

// What the server refuses it refuses again; only what did not reach it is worth another try.
function isWorthRetrying(count: number, error: Error): boolean {
  return !(error instanceof Failure && error.status < 500) && count < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: isWorthRetrying, staleTime: 30_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

/**
 * Keys of what is remembered. All of a project lies below ["project", uid], of a stack below ["stack", key], so that a
 * change noticed elsewhere makes all of it be asked for again.
 */
export const keys = {
  session: ["session"] as const,
  projects: ["projects"] as const,
  project: (uid: string, ...rest: readonly unknown[]) => ["project", uid, ...rest] as const,
  stack: (key: string, ...rest: readonly unknown[]) => ["stack", key, ...rest] as const,
};
