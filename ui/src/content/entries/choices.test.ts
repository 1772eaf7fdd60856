import { expect, test } from "vitest";

import type { VariantGroup } from "../stack";
import { choicesOf } from "./choices";

function group(name: string, status: "linked" | "unlinked", variants: { uid: string; gone?: boolean }[]): VariantGroup {
  return {
    uid: name, name, description: "", branches: [], created_by: null, updated_by: null, created_at: "", updated_at: "",
    content_types: [{ uid: "page", status }],
    variants: variants.map(({ uid, gone }) => ({
      uid, name: uid, alias: `alias_${uid}`, created_by: null, updated_by: null, created_at: "", updated_at: "",
      personalize_metadata: gone ? ({ status: "unlinked" } as never) : null,
    })),
  };
}

test("variants of linked groups may be written, those of others only where they are", () => {
  const groups = [group("Hero", "linked", [{ uid: "cs1" }, { uid: "cs2", gone: true }]), group("Old", "unlinked", [{ uid: "cs3" }, { uid: "cs4" }])];
  const found = choicesOf(groups, "page", [{ _variant: { _uid: "cs3" } }]);
  expect(found.map(({ uid, isLinked }) => [uid, isLinked])).toEqual([["cs1", true], ["cs3", false]]);
  expect(found[0]).toMatchObject({ alias: "alias_cs1", group: "Hero", document: undefined });
});

test("another content type has none of them", () => {
  expect(choicesOf([group("Hero", "linked", [{ uid: "cs1" }])], "trip", [])).toEqual([]);
});

test("what is written under a variant that no group has is shown too", () => {
  expect(choicesOf([], "page", [{ _variant: { _uid: "cs9" } }])[0]).toMatchObject({ uid: "cs9", isLinked: false });
});
