import { queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";

export type Event = components["schemas"]["Event"];
export type EventDraft = components["schemas"]["EventWrite"];

/** The project's events, newest first. */
export function eventsQuery(projectUid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "events"),
    queryFn: async (): Promise<Event[]> =>
      (await management.GET("/events", { params: { header: inProject(projectUid) } })).data ?? [],
  });
}

/** An event with the ETag that a save of it carries. */
export async function readEvent(projectUid: string, uid: string): Promise<{ event: Event; etag: string }> {
  const params = { header: inProject(projectUid), path: { uid } };
  const { data, response } = await management.GET("/events/{uid}", { params });
  return { event: data as Event, etag: response.headers.get("ETag") ?? "*" };
}

export async function createEvent(projectUid: string, body: EventDraft): Promise<void> {
  await management.POST("/events", { params: { header: inProject(projectUid) }, body });
}

export async function saveEvent(projectUid: string, uid: string, body: EventDraft, etag: string): Promise<void> {
  const header = { ...inProject(projectUid), "if-match": etag };
  await management.PUT("/events/{uid}", { params: { header, path: { uid } }, body });
}

export async function deleteEvent(projectUid: string, uid: string): Promise<void> {
  await management.DELETE("/events/{uid}", { params: { header: inProject(projectUid), path: { uid } } });
}
