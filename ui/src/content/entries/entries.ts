// Reading and saving entries and their variants.
import { queryOptions } from "@tanstack/react-query";

import { content, inStack } from "../../api/client";
import { Failure } from "../../api/failures";
import type { Delta } from "../changeset";
import type { PublishState, Which } from "../publishing/publishing";
import type { Fields } from "../schema";
import { contentKey, everything, LOOK_AGAIN_MS, type Place } from "../stack";

export const PAGE_SIZE = 25;

export interface Wanted {
  typeUid: string;
  locale: string;
  sought: string;
  /** "" is any. */
  state: PublishState | "";
  page: number;
}

/** One page of the entries of a content type. */
export function entriesQuery(place: Place, wanted: Wanted) {
  return queryOptions({
    queryKey: contentKey(place, "entries", wanted),
    queryFn: async () => {
      const { data } = await content.GET("/content_types/{content_type_uid}/entries", {
        params: {
          path: { content_type_uid: wanted.typeUid },
          query: {
            locale: wanted.locale, search: wanted.sought, publish_state: wanted.state || null,
            include_publish_details: true, include_count: "true",
            skip: String((wanted.page - 1) * PAGE_SIZE), limit: String(PAGE_SIZE),
          },
        },
        headers: inStack(place.stackKey),
      });
      return { entries: (data?.entries ?? []) as Fields[], count: data?.count ?? 0 };
    },
    placeholderData: (before) => before,
    refetchInterval: LOOK_AGAIN_MS * 4,
  });
}

/** An entry as it is now, with the ETag that a save is made on. */
export interface Read {
  document: Fields;
  etag: string | null;
}

function whichKey(place: Place, { typeUid, entryUid, locale }: Which, ...rest: readonly unknown[]) {
  return contentKey(place, "entry", typeUid, entryUid, locale, ...rest);
}

export function entryQuery(place: Place, which: Which) {
  return queryOptions({
    queryKey: whichKey(place, which, "itself"),
    queryFn: () => readEntry(place, which, {}),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

async function readEntry(place: Place, { typeUid, entryUid, locale }: Which, more: { variants?: string; version?: number }): Promise<Read> {
  const { data, response } = await content.GET("/content_types/{content_type_uid}/entries/{entry_uid}", {
    params: {
      path: { content_type_uid: typeUid, entry_uid: entryUid },
      query: { locale, include_publish_details: true, include_variant: more.variants !== undefined, version: more.version },
    },
    headers: { ...inStack(place.stackKey), ...(more.variants ? { "x-cs-variant-uid": more.variants } : {}) },
  });
  return { document: data?.entry ?? {}, etag: response.headers.get("ETag") };
}

/** The entry as a visitor with these variants would get it if everything were published now; the first on top. */
export function mergedQuery(place: Place, which: Which, variants: readonly string[]) {
  return queryOptions({
    queryKey: whichKey(place, which, "merged", variants),
    queryFn: async () => (await readEntry(place, which, { variants: variants.join(",") })).document,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** Everything that an entry has under variants in one language. */
export function variantsQuery(place: Place, which: Which) {
  return queryOptions({
    queryKey: whichKey(place, which, "variants"),
    queryFn: () => readDeltas(place, which),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

function readDeltas(place: Place, which: Which): Promise<Fields[]> {
  return everything(async (bounds) => {
    const { data } = await content.GET("/content_types/{content_type}/entries/{entry}/variants", {
      params: {
        path: { content_type: which.typeUid, entry: which.entryUid },
        query: { locale: which.locale, include_publish_details: true, ...bounds },
      },
      headers: inStack(place.stackKey),
    });
    return data?.entries;
  });
}

/** What a variant's form starts from, read together: the entry, the variant's own part, and both merged. */
export interface ReadVariant {
  base: Fields;
  /** Null where the entry has nothing under this variant yet. */
  delta: Fields | null;
  merged: Fields;
  etag: string | null;
}

export function variantQuery(place: Place, which: Which, variantUid: string) {
  return queryOptions({
    queryKey: whichKey(place, which, "variant", variantUid),
    queryFn: async (): Promise<ReadVariant> => {
      const [base, own, merged] = await Promise.all([
        readEntry(place, which, {}),
        readDelta(place, which, variantUid),
        readEntry(place, which, { variants: variantUid }),
      ]);
      return { base: base.document, delta: own?.document ?? null, merged: merged.document, etag: own?.etag ?? null };
    },
    refetchInterval: LOOK_AGAIN_MS,
  });
}

async function readDelta(place: Place, which: Which, variantUid: string): Promise<Read | null> {
  // Asking for one that is not there is refused, as if something were wrong.
  const written = await readDeltas(place, which);
  if (!written.some(({ _variant: described }) => (described as { _uid?: string } | undefined)?._uid === variantUid)) return null;
  return readWritten(place, which, variantUid, "");
}

async function readWritten(place: Place, which: Which, variantUid: string, version: string): Promise<Read> {
  const { data, response } = await content.GET("/content_types/{content_type}/entries/{entry}/variants/{variant}", {
    params: {
      path: { content_type: which.typeUid, entry: which.entryUid, variant: variantUid },
      query: { locale: which.locale, version },
    },
    headers: inStack(place.stackKey),
  });
  return { document: data?.entry ?? {}, etag: response.headers.get("ETag") };
}

/** What a version said: of an entry, or, unless `variantUid` is "", of what it has under a variant. */
export async function readVersion(place: Place, which: Which, variantUid: string, version: number): Promise<Fields> {
  const read = variantUid ? readWritten(place, which, variantUid, String(version)) : readEntry(place, which, { version });
  return (await read).document;
}

/** Stands for the ETag of a variant that the entry did not have when its form was opened. */
export const NOT_THERE_YET = "none";

export async function saveVariant(place: Place, which: Which, variantUid: string, delta: Delta, etag: string): Promise<void> {
  if (etag === NOT_THERE_YET && (await readDelta(place, which, variantUid))) {
    throw new Failure(412, "PRECONDITION_FAILED", "");
  }
  await content.PUT("/content_types/{content_type}/entries/{entry}/variants/{variant}", {
    params: {
      path: { content_type: which.typeUid, entry: which.entryUid, variant: variantUid },
      query: { locale: which.locale },
      header: etag === NOT_THERE_YET ? {} : { "if-match": etag },
    },
    headers: inStack(place.stackKey),
    body: { entry: delta },
  });
}

export async function deleteVariant(place: Place, which: Which, variantUid: string): Promise<void> {
  await content.DELETE("/content_types/{content_type}/entries/{entry}/variants/{variant}", {
    params: { path: { content_type: which.typeUid, entry: which.entryUid, variant: variantUid }, query: { locale: which.locale } },
    headers: inStack(place.stackKey),
  });
}

export async function saveEntry(place: Place, which: Which, fields: Fields, etag: string): Promise<void> {
  await content.PUT("/content_types/{content_type_uid}/entries/{entry_uid}", {
    params: {
      path: { content_type_uid: which.typeUid, entry_uid: which.entryUid },
      query: { locale: which.locale },
      header: { "if-match": etag },
    },
    headers: inStack(place.stackKey),
    body: { entry: fields },
  });
}

/** Make an entry; returns its uid. */
export async function createEntry(place: Place, typeUid: string, locale: string, fields: Fields): Promise<string> {
  const { data } = await content.POST("/content_types/{content_type_uid}/entries", {
    params: { path: { content_type_uid: typeUid }, query: { locale } },
    headers: inStack(place.stackKey),
    body: { entry: fields },
  });
  return String(data?.entry.uid);
}

export interface Version {
  _version: number;
  locale: string;
  updated_at: string;
  updated_by: string;
}

/** The saves of an entry, or of what it has under a variant, newest first. */
export function versionsQuery(place: Place, which: Which, variantUid: string) {
  return queryOptions({
    queryKey: whichKey(place, which, "versions", variantUid),
    queryFn: () =>
      everything<Version>(async (bounds) => {
        const headers = inStack(place.stackKey);
        const query = { locale: which.locale, ...bounds };
        if (!variantUid) {
          const path = { content_type_uid: which.typeUid, entry_uid: which.entryUid };
          const { data } = await content.GET("/content_types/{content_type_uid}/entries/{entry_uid}/versions", { params: { path, query }, headers });
          return data?.versions;
        }
        const path = { content_type: which.typeUid, entry: which.entryUid, variant: variantUid };
        const { data } = await content.GET("/content_types/{content_type}/entries/{entry}/variants/{variant}/versions", { params: { path, query }, headers });
        return data?.versions;
      }),
  });
}
