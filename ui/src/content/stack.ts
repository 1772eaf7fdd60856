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
const MOST = 100;

/** Where the content of the project that the address names lies; no stack key where none is connected. */
export function usePlace(): Place {
  const project = useProject();
  return { projectUid: project.uid, stackKey: project.connectedStackApiKey ?? "" };
}

export function contentKey({ projectUid, stackKey }: Place, ...rest: readonly unknown[]) {
  return keys.project(projectUid, "content", stackKey, ...rest);
}

/** All of a list that the API gives in parts; `ask` asks for one. (Its type says number, too: what `count=true` gets.) */
export async function everything<Item>(ask: (bounds: { skip: string; limit: string }) => Promise<readonly unknown[] | number | undefined>): Promise<Item[]> {
  const found: Item[] = [];
  for (;;) {
    const part = await ask({ skip: String(found.length), limit: String(MOST) });
    if (Array.isArray(part)) found.push(...(part as Item[]));
    if (!Array.isArray(part) || part.length < MOST) return found;
  }
}

export function contentTypesQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "types"),
    queryFn: () =>
      everything<ContentType>(async (bounds) => {
        const query = { include_global_field_schema: true, ...bounds };
        return (await content.GET("/content_types", { params: { query }, headers: inStack(place.stackKey) })).data?.content_types;
      }),
  });
}

export function localesQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "locales"),
    queryFn: async () => {
      const locales = await everything<Locale>(
        async (query) => (await content.GET("/locales", { params: { query }, headers: inStack(place.stackKey) })).data?.locales,
      );
      // The master language first; it alone has no fallback.
      return locales.toSorted((a, b) => Number(b.fallback_locale === null) - Number(a.fallback_locale === null) || a.name.localeCompare(b.name));
    },
  });
}

export function environmentsQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "environments"),
    queryFn: async () => {
      const environments = await everything<Environment>(
        async (query) => (await content.GET("/environments", { params: { query }, headers: inStack(place.stackKey) })).data?.environments,
      );
      return environments.toSorted((a, b) => a.name.localeCompare(b.name));
    },
  });
}

/** The variant groups with their variants, newest first. */
export function groupsQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "groups"),
    queryFn: () =>
      everything<VariantGroup>(async (bounds) => {
        const query = { include_variant_info: true, ...bounds };
        return (await content.GET("/variant_groups", { params: { query }, headers: inStack(place.stackKey) })).data?.variant_groups;
      }),
    // The more requests it takes, the more seldom.
    refetchInterval: ({ state }) => LOOK_AGAIN_MS * (1 + Math.floor((state.data?.length ?? 0) / MOST)),
  });
}
