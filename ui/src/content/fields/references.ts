// Finding the entries that a reference field may refer to.
import { queryOptions } from "@tanstack/react-query";

import { content, inStack } from "../../api/client";
import { type Field, type Fields, isObject, targetsOf } from "../schema";
import { contentKey, everything, type Place } from "../stack";

const MOST = "50";

export interface Candidate {
  uid: string;
  typeUid: string;
  title: string;
}

/** The first entries of the content types whose title has what was typed. */
export function candidatesQuery(place: Place, types: readonly string[], locale: string, sought: string) {
  return queryOptions({
    queryKey: contentKey(place, "candidates", types, locale, sought),
    queryFn: async () => {
      const found = await Promise.all(types.map((typeUid) => candidates(place, typeUid, locale, { search: sought })));
      return found.flat();
    },
    placeholderData: (before) => before,
  });
}

/** The entries that are referred to, by uid, for their titles. */
export function referredQuery(place: Place, references: readonly Reference[], locale: string) {
  return queryOptions({
    queryKey: contentKey(place, "referred", references, locale),
    queryFn: async () => {
      const types = [...new Set(references.map(({ typeUid }) => typeUid))];
      const found = await Promise.all(
        types.map((typeUid) => {
          const uids = references.filter((one) => one.typeUid === typeUid).map(({ uid }) => uid);
          const query = JSON.stringify({ uid: { $in: uids } });
          return everything<Candidate>((bounds) => candidates(place, typeUid, locale, { query, ...bounds }));
        }),
      );
      return found.flat();
    },
    enabled: references.length > 0,
    placeholderData: (before) => before,
  });
}

async function candidates(place: Place, typeUid: string, locale: string, query: { search?: string; query?: string; skip?: string; limit?: string }): Promise<Candidate[]> {
  const { data } = await content.GET("/content_types/{content_type_uid}/entries", {
    params: { path: { content_type_uid: typeUid }, query: { locale, limit: MOST, ...query } },
    headers: inStack(place.stackKey),
  });
  return ((data?.entries ?? []) as Fields[]).map((entry) => ({
    uid: String(entry.uid),
    typeUid,
    title: String(entry.title ?? ""),
  }));
}

export interface Reference {
  uid: string;
  typeUid: string;
}

/** Return the references that a value is; old schemas have the bare uid of an entry. */
export function referencesOf(field: Field, value: unknown): Reference[] {
  const [only = ""] = targetsOf(field);
  const elements: unknown[] = Array.isArray(value) ? value : [value];
  return elements.flatMap((element) => {
    if (typeof element === "string" && element) return [{ uid: element, typeUid: only }];
    if (!isObject(element) || typeof element.uid !== "string") return [];
    return [{ uid: element.uid, typeUid: typeof element._content_type_uid === "string" ? element._content_type_uid : only }];
  });
}

/** Return references as the field keeps them. */
export function wireReferences(field: Field, references: readonly Reference[]): unknown[] {
  if (typeof field.reference_to === "string") return references.map(({ uid }) => uid);
  return references.map(({ uid, typeUid }) => ({ uid, _content_type_uid: typeUid }));
}
