import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";

import { inProject, management } from "../../api/client";
import { keys } from "../../app/queries";
import { useProjectUid } from "../../projects/project";
import { finished, type Problems } from "../builder/problems";
import { type BuilderGroup, toWire } from "../builder/wire";
import { toBody, type VisitorForm } from "../visitor/visitor";
import { type Findings, findingsById, type GroupFinding } from "./findings";

const PAUSE_MS = 250;

export interface Trial {
  /** Null until it is known. */
  belongs: boolean | null;
  findings: Findings;
  notes: readonly string[];
  error: unknown;
}

/** What rules as they stand, without the unfinished ones, make of a visitor. */
export function useTrial(group: BuilderGroup, unfinished: Problems, visitor: VisitorForm, isOn: boolean): Trial {
  const uid = useProjectUid();
  const asked = useMemo(() => ({ group: finished(group, unfinished), visitor: toBody(visitor) }), [group, unfinished, visitor]);
  const [settled] = useDebouncedValue(asked, PAUSE_MS);
  const body = useMemo(() => ({ definition: toWire(settled.group), visitor: settled.visitor }), [settled]);
  const { data, error } = useQuery({
    queryKey: keys.project(uid, "trials", JSON.stringify(body)),
    queryFn: async () => {
      const { data: found } = await management.POST("/audiences/try", { params: { header: inProject(uid) }, body });
      return { group: settled.group, found };
    },
    placeholderData: keepPreviousData,
    enabled: isOn,
    gcTime: 60_000,
  });
  return useMemo(() => {
    if (!isOn || !data?.found) return { belongs: null, findings: new Map(), notes: [], error };
    const found = data.found.definition as unknown as GroupFinding;
    return { belongs: data.found.result, findings: findingsById(data.group, found), notes: data.found.notes, error };
  }, [data, error, isOn]);
}
