import { expect, test } from "vitest";

import type { Field } from "../schema";
import { referencesOf, wireReferences } from "./references";

const modern: Field = { uid: "trips", data_type: "reference", reference_to: ["trip", "page"] };
const old: Field = { uid: "trip", data_type: "reference", reference_to: "trip" };

test("references are read as the field's schema spells them, and written back the same", () => {
  const named = [{ uid: "blt1", _content_type_uid: "page" }];
  expect(referencesOf(modern, named)).toEqual([{ uid: "blt1", typeUid: "page" }]);
  expect(wireReferences(modern, referencesOf(modern, named))).toEqual(named);
  expect(referencesOf(old, ["blt2"])).toEqual([{ uid: "blt2", typeUid: "trip" }]);
  expect(wireReferences(old, referencesOf(old, ["blt2"]))).toEqual(["blt2"]);
});

test("what names no entry is left out", () => {
  expect(referencesOf(modern, null)).toEqual([]);
  expect(referencesOf(modern, ["", { title: "x" }])).toEqual([]);
});
