import { expect, test } from "vitest";

import type { Field } from "../schema";
import { isSame, isShown, rowsOf } from "./rows";

const text = (uid: string): Field => ({ uid, data_type: "text", display_name: uid.toUpperCase() });
const schema: Field[] = [
  text("title"),
  { uid: "seo", data_type: "group", display_name: "SEO", schema: [text("words")] },
  { uid: "parts", data_type: "blocks", multiple: true, display_name: "Parts", blocks: [{ uid: "hero", title: "Hero", schema: [text("line")] }] },
];
const hero = (uid: string, line: string) => ({ hero: { line, _metadata: { uid } } });
const base = { title: "A", seo: {}, parts: [hero("cs1", "one")] };
const merged = { title: "A", parts: [hero("cs2", "new"), hero("cs1", "two")] };

test("there is a row for every field that either has", () => {
  expect(rowsOf(schema, [base, merged]).map(({ path, trail }) => [path, trail.join(" › ")])).toEqual([
    ["title", "TITLE"],
    ["seo.words", "SEO › WORDS"],
    ["parts.hero.cs1.line", "Parts › Hero 1 › LINE"],
    ["parts.hero.cs2.line", "Parts › Hero 2 › LINE"],
  ]);
});

test("fields are compared where both have them", () => {
  expect(isSame(base, merged, "title")).toBe(true);
  expect(isSame(base, merged, "seo.words")).toBe(true);
  expect(isSame(base, merged, "parts.hero.cs1.line")).toBe(false);
  expect(isShown(base, "parts.hero.cs2.line")).toBe(false);
  expect(isShown(merged, "seo.words")).toBe(true);
});
