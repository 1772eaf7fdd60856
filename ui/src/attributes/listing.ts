import type { Use } from "../parts/uses";
import { type Attribute, isCustom } from "./attributes";

export type Kind = "all" | "custom" | "preset";

/** The attributes of a kind whose name, key or description has what is looked for. */
export function listed(attributes: readonly Attribute[], kind: Kind, sought: string): Attribute[] {
  const needle = sought.trim().toLowerCase();
  return attributes.filter((attribute) => {
    if (kind !== "all" && (kind === "custom") !== isCustom(attribute)) return false;
    const said = [attribute.name, attribute.description, isCustom(attribute) ? attribute.key : ""];
    return said.some((words) => words.toLowerCase().includes(needle));
  });
}

interface User {
  uid: string;
  name: string;
  referredAttributes?: readonly string[];
}

/** The audiences that go by each attribute, by the attribute's uid. */
export function usesOf(audiences: readonly User[], projectUid: string): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const { uid, name, referredAttributes = [] } of audiences) {
    const use = { uid, name, to: `/projects/${projectUid}/audiences/${uid}` };
    for (const attribute of referredAttributes) uses.set(attribute, [...(uses.get(attribute) ?? []), use]);
  }
  return uses;
}
