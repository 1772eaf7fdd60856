import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { audiencesQuery, isLytics } from "../audiences/audiences";
import { eventsQuery } from "../events/events";
import { text } from "../text";
import type { Names } from "./activation/diff";
import type { Judged } from "./activation/warnings";

/** The project's audiences by uid; undefined while they are not known. */
export function useAudiences(projectUid: string): ReadonlyMap<string, Judged> | undefined {
  const { data } = useQuery(audiencesQuery(projectUid));
  return useMemo(
    () =>
      data &&
      new Map(
        data.map((audience): [string, Judged] => {
          const definition = isLytics(audience) ? null : audience.definition;
          return [audience.uid, { uid: audience.uid, name: audience.name, definition }];
        }),
      ),
    [data],
  );
}

/** What the things that a version refers to are called; those that are gone say so. */
export function useNames(projectUid: string): Names {
  const audiences = useAudiences(projectUid);
  const { data: events } = useQuery(eventsQuery(projectUid));
  return useMemo(() => {
    const keys = new Map((events ?? []).map(({ uid, key }) => [uid, key]));
    return {
      audience: (uid) => audiences?.get(uid)?.name ?? (audiences ? text.experiences.audiences.missing(uid) : "…"),
      event: (uid) => keys.get(uid) ?? (events ? text.experiences.metrics.missing(uid) : "…"),
    };
  }, [audiences, events]);
}
