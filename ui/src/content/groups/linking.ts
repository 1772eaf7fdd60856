// Which content types may have the variants of a group.
import { content, inStack } from "../../api/client";
import { Failure } from "../../api/failures";
import type { Place, VariantGroup } from "../stack";

type Links = VariantGroup["content_types"];
/** Unlinked: entries keep the variants they have, and get no new ones. Absent: never linked, or its variants are gone. */
export type Link = "linked" | "unlinked" | "absent";

export function linkOf(group: Pick<VariantGroup, "content_types">, typeUid: string): Link {
  return group.content_types.find(({ uid }) => uid === typeUid)?.status ?? "absent";
}

/** Return what is linked before what is not, if there are more than `few`: else nothing changes its place when it is linked. */
export function linkedFirst<Item>(items: readonly Item[], linkTo: (item: Item) => Link, few: number): readonly Item[] {
  return items.length > few ? items.toSorted((a, b) => Number(linkTo(a) === "absent") - Number(linkTo(b) === "absent")) : items;
}

/** Return the links of a group with one of them changed, the others as and where they are. */
export function withLink(links: Links, typeUid: string, link: Link): Links {
  if (link === "absent") return links.filter(({ uid }) => uid !== typeUid);
  const changed = { uid: typeUid, status: link };
  return links.some(({ uid }) => uid === typeUid)
    ? links.map((one) => (one.uid === typeUid ? changed : one))
    : [...links, changed];
}

/** Change one link of a group as it is now, whatever else somebody changes in it at the same time. */
export async function saveLink(place: Place, groupUid: string, typeUid: string, link: Link): Promise<void> {
  try {
    await attempt(place, groupUid, typeUid, link);
  } catch (failure) {
    if (!(failure instanceof Failure && failure.isConflictingSave)) throw failure;
    await attempt(place, groupUid, typeUid, link);
  }
}

async function attempt(place: Place, groupUid: string, typeUid: string, link: Link): Promise<void> {
  const path = { uid: groupUid };
  const headers = inStack(place.stackKey);
  const { data, response } = await content.GET("/variant_groups/{uid}", { params: { path }, headers });
  if (!data) return;
  await content.PUT("/variant_groups/{uid}", {
    params: { path, header: { "if-match": response.headers.get("ETag") } },
    headers,
    body: { name: data.name, content_types: withLink(data.content_types, typeUid, link) },
  });
}
