import { expect, test } from "vitest";

import { pathOfPointer, valueAt, withValueAt } from "./paths";

const entry = {
  headline: "Hi",
  seo: { title: "T" },
  cards: [{ text: "a", _metadata: { uid: "cs1" } }, { text: "b", _metadata: { uid: "cs2" } }],
  sections: [{ hero: { heading: "H", cards: [{ text: "x", _metadata: { uid: "cs4" } }], _metadata: { uid: "cs3" } } }],
  tags: ["one", "two"],
};

test("paths lead through groups, lists and blocks", () => {
  expect(valueAt(entry, "seo.title")).toBe("T");
  expect(valueAt(entry, "cards.cs2.text")).toBe("b");
  expect(valueAt(entry, "sections.hero.cs3.cards.cs4.text")).toBe("x");
  expect(valueAt(entry, "cards.cs9.text")).toBeUndefined();
  expect(valueAt(entry, "nothing.at.all")).toBeUndefined();
});

test("a value is replaced without touching anything else", () => {
  const changed = withValueAt(entry, "sections.hero.cs3.cards.cs4.text", "y");
  expect(valueAt(changed, "sections.hero.cs3.cards.cs4.text")).toBe("y");
  expect(valueAt(entry, "sections.hero.cs3.cards.cs4.text")).toBe("x");
  expect(changed.cards).toBe(entry.cards);
  expect(withValueAt({}, "seo.title", "T")).toEqual({ seo: { title: "T" } });
  expect(withValueAt(entry, "cards.cs9.text", "z")).toEqual(entry);
});

test("pointers into what was sent name the same places", () => {
  expect(pathOfPointer("/seo/title", entry)).toBe("seo.title");
  expect(pathOfPointer("/cards/1/text", entry)).toBe("cards.cs2.text");
  expect(pathOfPointer("/sections/0/hero/cards/0/text", entry)).toBe("sections.hero.cs3.cards.cs4.text");
  expect(pathOfPointer("/tags/1", entry)).toBe("tags");
});
