import { queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";

export type VisitorExport = components["schemas"]["VisitorExport"];
export type Erasure = components["schemas"]["Erasure"];

const LOOK_EVERY_MS = 2_000;

/** All that is kept of a visitor, whatever number of pages that takes. */
export async function readVisitor(projectUid: string, userUid: string): Promise<VisitorExport> {
  const whole = await readPage(projectUid, userUid, 0);
  for (let skip = whole.nextSkip; skip !== null; ) {
    const page = await readPage(projectUid, userUid, skip);
    whole.events.push(...page.events);
    skip = page.nextSkip;
  }
  return { ...whole, nextSkip: null };
}

async function readPage(projectUid: string, user_uid: string, skip: number): Promise<VisitorExport> {
  const params = { header: inProject(projectUid), path: { user_uid }, query: { skip } };
  return (await management.GET("/visitors/{user_uid}", { params })).data as VisitorExport;
}

export async function eraseVisitor(projectUid: string, user_uid: string): Promise<Erasure> {
  const params = { header: inProject(projectUid), path: { user_uid } };
  return (await management.DELETE("/visitors/{user_uid}", { params })).data as Erasure;
}

/** How far a request to erase is; asked again until it is done. */
export function erasureQuery(projectUid: string, erasure_uid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "erasures", erasure_uid),
    queryFn: async (): Promise<Erasure> => {
      const params = { header: inProject(projectUid), path: { erasure_uid } };
      return (await management.GET("/visitors/erasures/{erasure_uid}", { params })).data as Erasure;
    },
    refetchInterval: ({ state }) => (state.data?.status === "DONE" || state.error ? false : LOOK_EVERY_MS),
  });
}
