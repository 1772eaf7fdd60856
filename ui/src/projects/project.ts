import { queryOptions, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useParams } from "react-router";

import { inProject, json, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";

export type Project = components["schemas"]["Project"];

const LOOK_EVERY_MS = 2_000;

export const projectsQuery = queryOptions({
  queryKey: keys.projects,
  queryFn: async () => {
    const query = { includeAudienceCount: true, includeActiveExperienceCount: true };
    return (await management.GET("/projects", { params: { query } })).data ?? [];
  },
});

export function projectQuery(uid: string) {
  return queryOptions({
    queryKey: keys.project(uid, "itself"),
    queryFn: async () => (await management.GET("/projects/{uid}", { params: { path: { uid } } })).data as Project,
  });
}

/** The uid of the project that the address names. */
export function useProjectUid(): string {
  return useParams().projectUid ?? "";
}

/** The project that the address names; suspends until it is there. */
export function useProject(): Project {
  return useSuspenseQuery(projectQuery(useProjectUid())).data;
}

/** Ask anew for everything of a project when anybody, anywhere, changed anything in it. */
export function useFollowedProject(uid: string): void {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["revision", uid],
    queryFn: () => json<{ revision: number }>(`/personalize-api/projects/${uid}/revision`, { headers: inProject(uid) }),
    refetchInterval: LOOK_EVERY_MS,
    staleTime: 0,
  });
  const seen = useRef<number | null>(null);
  useEffect(() => {
    if (!data) return;
    if (seen.current !== null && seen.current !== data.revision) void queries.invalidateQueries({ queryKey: keys.project(uid) });
    seen.current = data.revision;
  }, [data, queries, uid]);
}
