import { queryOptions } from "@tanstack/react-query";

import { content, inStack } from "../../api/client";
import { keys } from "../../app/queries";
import type { Experience } from "../experience";

/** Which of an experience's variants the stack has published content for, by their uids there. */
export interface Published {
  isLinked: boolean;
  variants: ReadonlySet<string>;
  /** How many entries were looked at where there are more; null where all were. */
  lookedAt: number | null;
}

// The API tells what an entry has under variants one entry at a time: enough of them for any page a marketer has in mind.
const ENTRIES_A_TYPE = 30;
const AT_ONCE = 5;

/** Looks from the entry changed last, until every wanted variant is found. */
export function publishedQuery(stack: string, experience: Experience, wanted: readonly string[]) {
  return queryOptions({
    queryKey: keys.project(experience.project, "published", experience.uid, wanted),
    queryFn: () => look(stack, experience, wanted),
    staleTime: 0,
  });
}

interface Entry {
  type: string;
  uid: string;
}

async function look(stack: string, experience: Experience, wanted: readonly string[]): Promise<Published> {
  const group = experience._cms?.variantGroup;
  const types = group ? await linkedTypes(stack, group) : [];
  const lists = await Promise.all(types.map((type) => entriesOf(stack, type)));
  const entries = lists.flatMap((list) => list.entries);
  const variants = new Set<string>();
  let looked = 0;
  while (looked < entries.length && !wanted.every((uid) => variants.has(uid))) {
    const some = entries.slice(looked, looked + AT_ONCE);
    for (const found of await Promise.all(some.map((entry) => publishedOf(stack, entry)))) found.forEach((uid) => variants.add(uid));
    looked += some.length;
  }
  const hasMore = lists.some((list) => list.hasMore);
  return { isLinked: types.length > 0, variants, lookedAt: hasMore ? entries.length : null };
}

async function linkedTypes(stack: string, uid: string): Promise<string[]> {
  const { data } = await content.GET("/variant_groups/{uid}", { params: { path: { uid } }, headers: inStack(stack) });
  return (data?.content_types ?? []).filter(({ status }) => status === "linked").map((type) => type.uid);
}

async function entriesOf(stack: string, type: string): Promise<{ entries: Entry[]; hasMore: boolean }> {
  const query = { limit: String(ENTRIES_A_TYPE), include_count: "true" };
  const params = { path: { content_type_uid: type }, query };
  const { data } = await content.GET("/content_types/{content_type_uid}/entries", { params, headers: inStack(stack) });
  const list = data as unknown as { entries: { uid: string }[]; count?: number } | undefined;
  const entries = (list?.entries ?? []).map(({ uid }) => ({ type, uid }));
  return { entries, hasMore: (list?.count ?? 0) > entries.length };
}

async function publishedOf(stack: string, { type, uid }: Entry): Promise<string[]> {
  const params = { path: { content_type: type, entry: uid }, query: { include_publish_details: true } };
  const { data } = await content.GET("/content_types/{content_type}/entries/{entry}/variants", { params, headers: inStack(stack) });
  const list = data as unknown as { entries: { _variant: { _uid: string }; publish_details?: unknown[] }[] } | undefined;
  return (list?.entries ?? []).filter(({ publish_details }) => publish_details?.length).map(({ _variant }) => _variant._uid);
}
