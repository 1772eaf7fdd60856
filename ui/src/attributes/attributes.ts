import { queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";

export type CustomAttribute = components["schemas"]["CustomAttribute"];
export type PresetAttribute = components["schemas"]["PresetAttribute"];
export type Attribute = CustomAttribute | PresetAttribute;
export type AttributeDraft = components["schemas"]["AttributeWrite"];

/** The project's own attributes, newest first, then the presets that every project has. */
export function attributesQuery(projectUid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "attributes"),
    queryFn: async (): Promise<Attribute[]> =>
      (await management.GET("/attributes", { params: { header: inProject(projectUid) } })).data ?? [],
  });
}

/** An attribute with the ETag that a save of it carries. Read anew for each form, and never under its feet. */
export async function readAttribute(projectUid: string, uid: string): Promise<{ attribute: CustomAttribute; etag: string }> {
  const params = { header: inProject(projectUid), path: { uid } };
  const { data, response } = await management.GET("/attributes/{uid}", { params });
  return { attribute: data as CustomAttribute, etag: response.headers.get("ETag") ?? "*" };
}

export async function createAttribute(projectUid: string, body: AttributeDraft): Promise<void> {
  await management.POST("/attributes", { params: { header: inProject(projectUid) }, body });
}

export async function saveAttribute(projectUid: string, uid: string, body: AttributeDraft, etag: string): Promise<void> {
  const header = { ...inProject(projectUid), "if-match": etag };
  await management.PUT("/attributes/{uid}", { params: { header, path: { uid } }, body });
}

export async function deleteAttribute(projectUid: string, uid: string): Promise<void> {
  await management.DELETE("/attributes/{uid}", { params: { header: inProject(projectUid), path: { uid } } });
}

export function isCustom(attribute: Attribute): attribute is CustomAttribute {
  return attribute.__type === "CUSTOM";
}
