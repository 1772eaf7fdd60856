import { expect, test } from "vitest";

import { arranged, deltaOf, deltaOfDocument, draftOf, edited, isArranged, rearranged, reset, untouched } from "./changeset";
import type { Field, Fields } from "./schema";

const text = (uid: string): Field => ({ uid, data_type: "text" });
const cards: Field = { uid: "cards", data_type: "group", multiple: true, schema: [text("label")] };
const sections: Field = {
  uid: "sections",
  data_type: "blocks",
  multiple: true,
  blocks: [{ uid: "hero", schema: [text("heading"), text("body"), cards] }, { uid: "cta", schema: [text("label")] }],
};
const seo: Field = { uid: "seo", data_type: "group", schema: [text("title"), text("words")] };
const schema: Field[] = [text("title"), text("headline"), sections, seo];

const hero = { hero: { heading: "Hello", body: "World", _metadata: { uid: "cs1" } } };
const cta = { cta: { label: "Go", _metadata: { uid: "cs2" } } };
const base: Fields = { title: "Home", headline: "Welcome", sections: [hero, cta], seo: { title: "T", words: "W" } };

test("a draft that nobody touched changes nothing", () => {
  expect(deltaOf(untouched(base), schema, base)).toEqual({ _variant: { _change_set: [], _order: [] } });
});

test("only edited leaves are sent, instances keep their uid", () => {
  const draft = edited(edited(untouched(base), "sections.hero.cs1.heading", "Hi"), "seo.title", "Other");
  expect(deltaOf(draft, schema, base)).toEqual({
    sections: [{ hero: { heading: "Hi", _metadata: { uid: "cs1" } } }],
    seo: { title: "Other" },
    _variant: { _change_set: ["sections.hero.cs1.heading", "seo.title"], _order: [] },
  });
});

test("a value like the entry's stays the variant's own until it is reset", () => {
  const draft = edited(untouched(base), "headline", "Welcome");
  expect(deltaOf(draft, schema, base)._variant._change_set).toEqual(["headline"]);
  expect(deltaOf(reset(draft, "headline", base), schema, base)._variant._change_set).toEqual([]);
});

test("an edit replaces nothing in the entry itself", () => {
  const draft = edited(untouched(base), "sections.cta.cs2.label", "Now");
  expect(draft.values.sections).toEqual([hero, { cta: { label: "Now", _metadata: { uid: "cs2" } } }]);
  expect(base.sections).toEqual([hero, cta]);
});

test("moving instances states their order, and resetting states none", () => {
  const draft = arranged(untouched(base), "sections", [cta, hero]);
  expect(deltaOf(draft, schema, base)._variant._order).toEqual([{ sections: ["base.cta.cs2", "base.hero.cs1"] }]);
  expect(isArranged(draft, "sections", sections, base)).toBe(true);
  expect(rearranged(draft, "sections", sections, base)).toEqual(untouched(base));
});

test("an instance that was taken away is missing in the order, and comes back as the entry has it", () => {
  const changed = edited(untouched(base), "sections.hero.cs1.body", "Mine");
  const draft = arranged(changed, "sections", [cta]);
  expect(deltaOf(draft, schema, base)).toEqual({ _variant: { _change_set: [], _order: [{ sections: ["base.cta.cs2"] }] } });
  expect(rearranged(draft, "sections", sections, base)).toEqual(untouched(base));
});

test("taking everything away states an empty order", () => {
  const draft = arranged(untouched(base), "sections", []);
  expect(deltaOf(draft, schema, base)._variant._order).toEqual([{ sections: [] }]);
});

test("an instance of the variant alone is sent whole, and at the end needs no order", () => {
  const own = { hero: { heading: "New", cards: [{ label: "A", _metadata: { uid: "cs8" } }], _metadata: { uid: "cs9" } } };
  const draft = arranged(untouched(base), "sections", [hero, cta, own]);
  expect(deltaOf(draft, schema, base)).toEqual({
    sections: [{ hero: { heading: "New", body: null, cards: [{ label: "A", _metadata: { uid: "cs8" } }], _metadata: { uid: "cs9" } } }],
    _variant: { _change_set: ["sections.hero.cs9"], _order: [] },
  });
});

test("an instance of the variant alone is named so in an order", () => {
  const own = { cta: { label: "New", _metadata: { uid: "cs9" } } };
  const draft = arranged(untouched(base), "sections", [own, hero, cta]);
  expect(deltaOf(draft, schema, base)._variant._order).toEqual([
    { sections: ["variant.cta.cs9", "base.hero.cs1", "base.cta.cs2"] },
  ]);
});

test("a list within an instance has a path of its own", () => {
  const nested: Fields = { sections: [{ hero: { cards: ["a", "b"].map((uid) => ({ label: uid, _metadata: { uid } })), _metadata: { uid: "cs1" } } }] };
  const turned = ["b", "a"].map((uid) => ({ label: uid, _metadata: { uid } }));
  const draft = arranged(untouched(nested), "sections.hero.cs1.cards", turned);
  expect(deltaOf(draft, schema, nested)._variant._order).toEqual([{ "sections.hero.cs1.cards": ["base.b", "base.a"] }]);
});

test("what was saved is read again as it was edited", () => {
  const draft = edited(arranged(untouched(base), "sections", [cta, hero]), "sections.hero.cs1.heading", "Hi");
  const delta = deltaOf(draft, schema, base);
  expect(draftOf(schema, draft.values, delta)).toEqual(draft);
});

test("paths of whole instances, lists and groups stand for all in them", () => {
  const said: Fields = { sections: [{ cta: { label: "Now", _metadata: { uid: "cs2" } } }], seo: { title: "X" } };
  const whole = draftOf(schema, { ...base, ...said }, { ...said, _variant: { _change_set: ["sections", "seo"] } });
  expect([...whole.changed]).toEqual(["sections.cta.cs2.label", "seo.title", "seo.words"]);
});

test("what was saved is sent again as it was, files by their uid", () => {
  const photo: Field = { uid: "photo", data_type: "file" };
  const saved = {
    uid: "blt1", headline: "Hi", photo: { uid: "blt2", url: "/x" }, _version: 3,
    _variant: { _uid: "cs1", _change_set: ["headline", "photo"], _order: [{ sections: ["base.cta.cs2"] }] },
  };
  expect(deltaOfDocument([...schema, photo], saved)).toEqual({
    headline: "Hi", photo: "blt2", _variant: { _change_set: ["headline", "photo"], _order: [{ sections: ["base.cta.cs2"] }] },
  });
});
