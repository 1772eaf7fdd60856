import { queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";
import type { Kind } from "../keyed/kind";
import { text } from "../text";

export type Event = components["schemas"]["Event"];

/** The project's events, newest first. */
export function eventsQuery(projectUid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "events"),
    queryFn: async (): Promise<Event[]> =>
      (await management.GET("/events", { params: { header: inProject(projectUid) } })).data ?? [],
  });
}

export const eventKind: Kind = {
  words: text.events,
  read: async (projectUid, uid) => {
    const params = { header: inProject(projectUid), path: { uid } };
    const { data, response } = await management.GET("/events/{uid}", { params });
    return { thing: data as Event, etag: response.headers.get("ETag") ?? "*" };
  },
  create: (projectUid, { key, description }) =>
    management.POST("/events", { params: { header: inProject(projectUid) }, body: { key, description } }),
  save: (projectUid, uid, { key, description }, etag) => {
    const header = { ...inProject(projectUid), "if-match": etag };
    return management.PUT("/events/{uid}", { params: { header, path: { uid } }, body: { key, description } });
  },
  remove: (projectUid, uid) => management.DELETE("/events/{uid}", { params: { header: inProject(projectUid), path: { uid } } }),
};
