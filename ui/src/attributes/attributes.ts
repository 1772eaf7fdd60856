import { queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";
import type { Kind } from "../keyed/kind";
import { text } from "../text";

export type CustomAttribute = components["schemas"]["CustomAttribute"];
export type PresetAttribute = components["schemas"]["PresetAttribute"];
export type Attribute = CustomAttribute | PresetAttribute;

/** The project's own attributes, newest first, then the presets that every project has. */
export function attributesQuery(projectUid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "attributes"),
    queryFn: async (): Promise<Attribute[]> =>
      (await management.GET("/attributes", { params: { header: inProject(projectUid) } })).data ?? [],
  });
}

export const attributeKind: Kind = {
  words: text.attributes,
  read: async (projectUid, uid) => {
    const params = { header: inProject(projectUid), path: { uid } };
    const { data, response } = await management.GET("/attributes/{uid}", { params });
    return { thing: data as CustomAttribute, etag: response.headers.get("ETag") ?? "*" };
  },
  create: (projectUid, body) => management.POST("/attributes", { params: { header: inProject(projectUid) }, body }),
  save: (projectUid, uid, body, etag) =>
    management.PUT("/attributes/{uid}", { params: { header: { ...inProject(projectUid), "if-match": etag }, path: { uid } }, body }),
  remove: (projectUid, uid) => management.DELETE("/attributes/{uid}", { params: { header: inProject(projectUid), path: { uid } } }),
};

export function isCustom(attribute: Attribute): attribute is CustomAttribute {
  return attribute.__type === "CUSTOM";
}
