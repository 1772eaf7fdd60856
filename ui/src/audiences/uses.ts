import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { type Experience, experiencesQuery } from "../experiences/experience";
import type { Use } from "../parts/uses";

/** The experiences whose draft or live version uses an audience, by the audience's uid. */
export function useAudienceUses(projectUid: string): ReadonlyMap<string, readonly Use[]> {
  const { data } = useQuery(experiencesQuery(projectUid));
  return useMemo(() => usesOf(projectUid, data ?? []), [projectUid, data]);
}

function usesOf(projectUid: string, experiences: readonly Experience[]): Map<string, Use[]> {
  const found = new Map<string, Use[]>();
  for (const { uid, name, referredAudiences, referredLyticsAudiences } of experiences) {
    const use = { uid, name, to: `/projects/${projectUid}/experiences/${uid}` };
    for (const audience of new Set([...referredAudiences, ...(referredLyticsAudiences ?? [])])) {
      found.set(audience, [...(found.get(audience) ?? []), use]);
    }
  }
  return found;
}
