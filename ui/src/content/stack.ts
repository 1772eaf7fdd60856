// What the areas of content share: the connected stack, and what it is made of.
import { queryOptions } from "@tanstack/react-query";

import { content, inStack } from "../api/client";
import type { components } from "../api/content";
import { keys } from "../app/queries";
import { useProject } from "../projects/project";
import type { ContentType } from "./schema";

export type VariantGroup = components["schemas"]["VariantGroup"];
export type Variant = components["schemas"]["Variant"];
export type Locale = components["schemas"]["Locale"];
export type Environment = components["schemas"]["Environment"];

/** Where content lies: in which stack, remembered below which project. */
export interface Place {
  projectUid: string;
  stackKey: string;
}

// Other people's work shows soon; a change of content does not make a new revision of the project.
export const LOOK_AGAIN_MS = 2_500;
const MOST = "100";

/** Where the content of the project that the address names lies; no stack key where none is connected. */
export function usePlace(): Place {
  const project = useProject();
  return { projectUid: project.uid, stackKey: project.connectedStackApiKey ?? "" };
}

export function contentKey({ projectUid, stackKey }: Place, ...rest: readonly unknown[]) {
  return keys.project(projectUid, "content", stackKey, ...rest);
}

export function contentTypesQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "types"),
    queryFn: async () => {
      const query = { include_global_field_schema: true, limit: MOST };
      const { data } = await content.GET("/content_types", { params: { query }, headers: inStack(place.stackKey) });
      return (data?.content_types ?? []) as unknown as ContentType[];
    },
  });
}

export function localesQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "locales"),
    queryFn: async () => {
      const { data } = await content.GET("/locales", { params: { query: { limit: MOST } }, headers: inStack(place.stackKey) });
      const locales = (data?.locales ?? []) as Locale[];
      // The master language first; it alone has no fallback.
      return locales.toSorted((a, b) => Number(b.fallback_locale === null) - Number(a.fallback_locale === null) || a.name.localeCompare(b.name));
    },
  });
}

export function environmentsQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "environments"),
    queryFn: async () => {
      const { data } = await content.GET("/environments", { params: { query: { limit: MOST } }, headers: inStack(place.stackKey) });
      return ((data?.environments ?? []) as Environment[]).toSorted((a, b) => a.name.localeCompare(b.name));
    },
  });
}

/** The variant groups with their variants, newest first. */
export function groupsQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "groups"),
    queryFn: async () => {
      const query = { include_variant_info: true, limit: MOST };
      const { data } = await content.GET("/variant_groups", { params: { query }, headers: inStack(place.stackKey) });
      return (data?.variant_groups ?? []) as VariantGroup[];
    },
    refetchInterval: LOOK_AGAIN_MS,
  });
}
