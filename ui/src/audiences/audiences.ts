import { queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";
import type { Definition } from "./builder/wire";

export type Audience = components["schemas"]["Audience"];
/** An audience that a customer data platform keeps; it has no rules here. */
export type LyticsAudience = components["schemas"]["LyticsAudience"];
export type AnyAudience = Audience | LyticsAudience;

export interface AudienceDraft {
  name: string;
  description: string;
  definition: Definition;
}

export interface TaggedAudience {
  audience: Audience;
  etag: string;
}

/** The project's audiences, newest first, then those of the customer data platform, by name. */
export function audiencesQuery(projectUid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "audiences"),
    queryFn: async (): Promise<AnyAudience[]> => {
      const params = { header: inProject(projectUid), query: { includeLyticsAudiences: true } };
      return (await management.GET("/audiences", { params })).data ?? [];
    },
  });
}

/** One audience, with the ETag that a save of it has to carry. */
export function audienceQuery(projectUid: string, uid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "audiences", uid),
    queryFn: async (): Promise<TaggedAudience> => {
      const params = { header: inProject(projectUid), path: { uid } };
      const { data, response } = await management.GET("/audiences/{uid}", { params });
      return { audience: data as Audience, etag: response.headers.get("ETag") ?? "*" };
    },
  });
}

export function isLytics(audience: AnyAudience): audience is LyticsAudience {
  return "source" in audience;
}

export async function createAudience(projectUid: string, body: AudienceDraft): Promise<Audience> {
  const { data } = await management.POST("/audiences", { params: { header: inProject(projectUid) }, body });
  return data as Audience;
}

/** Replace an audience as long as nobody else changed it; "*" replaces it whatever it is now. */
export async function saveAudience(projectUid: string, uid: string, body: AudienceDraft, etag: string): Promise<TaggedAudience> {
  const params = { header: { ...inProject(projectUid), "if-match": etag }, path: { uid } };
  const { data, response } = await management.PUT("/audiences/{uid}", { params, body });
  return { audience: data as Audience, etag: response.headers.get("ETag") ?? "*" };
}

export async function deleteAudience(projectUid: string, uid: string): Promise<void> {
  await management.DELETE("/audiences/{uid}", { params: { header: inProject(projectUid), path: { uid } } });
}
