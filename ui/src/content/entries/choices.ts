// Which variants an entry has, or may get.
import type { Described } from "../changeset";
import { linkOf } from "../groups/linking";
import type { Fields } from "../schema";
import type { VariantGroup } from "../stack";

export interface VariantChoice {
  uid: string;
  name: string;
  /** What visitors' requests name it by: its alias, or its uid where it has none. */
  alias: string;
  group: string;
  /** What the entry has under it; undefined where nothing is written yet. */
  document: Fields | undefined;
  /** Whether it may be begun, and not only changed. */
  isLinked: boolean;
}

/** Return the variants of the groups that a content type is linked to, and those that the entry has anyway. */
export function choicesOf(groups: readonly VariantGroup[], typeUid: string, written: readonly Fields[]): VariantChoice[] {
  const documents = new Map(written.map((document) => [variantUidOf(document), document]));
  const known = groups.flatMap((group) =>
    (group.variants ?? []).map((variant) => ({
      uid: variant.uid,
      name: variant.name,
      alias: variant.alias ?? variant.uid,
      group: group.name,
      document: documents.get(variant.uid),
      isLinked: linkOf(group, typeUid) === "linked" && variant.personalize_metadata?.status !== "unlinked",
    })),
  );
  const uids = new Set(known.map(({ uid }) => uid));
  const others = [...documents].filter(([uid]) => !uids.has(uid));
  return [
    ...known.filter(({ isLinked, document }) => isLinked || document),
    ...others.map(([uid, document]) => ({ uid, name: uid, alias: uid, group: "", document, isLinked: false })),
  ];
}

function variantUidOf(document: Fields): string {
  return String((document._variant as (Described & { _uid?: string }) | undefined)?._uid ?? "");
}
