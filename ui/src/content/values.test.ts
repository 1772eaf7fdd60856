import { expect, test } from "vitest";

import type { Field } from "./schema";
import { differing, localMoment, plainText, richText, sent, summary, wireMoment } from "./values";

const text = (uid: string): Field => ({ uid, data_type: "text" });

test("files are sent by uid, within groups and blocks too", () => {
  const image: Field = { uid: "image", data_type: "file" };
  const group: Field = { uid: "cards", data_type: "group", multiple: true, schema: [image] };
  const blocks: Field = { uid: "sections", data_type: "blocks", blocks: [{ uid: "hero", schema: [image] }] };
  const asset = { uid: "blt1", filename: "a.png" };
  expect(sent(image, asset)).toBe("blt1");
  expect(sent({ ...image, multiple: true }, [asset, "blt2"])).toEqual(["blt1", "blt2"]);
  expect(sent(group, [{ image: asset, _metadata: { uid: "cs1" } }])).toEqual([{ image: "blt1", _metadata: { uid: "cs1" } }]);
  expect(sent(blocks, [{ hero: { image: asset } }])).toEqual([{ hero: { image: "blt1" } }]);
});

test("only fields that differ are sent of an entry", () => {
  expect(differing([text("a"), text("b")], { a: "1", b: "3" }, { a: "1", b: "2" })).toEqual({ b: "3" });
  expect(differing([text("a")], {}, { a: "1" })).toEqual({ a: null });
});

test("a day stays a day and a moment comes back the same", () => {
  expect(wireMoment(localMoment("2026-11-22", true), true)).toBe("2026-11-22");
  expect(wireMoment(localMoment("2026-11-22T08:30:00.000Z", false), false)).toBe("2026-11-22T08:30:00.000Z");
  expect(wireMoment("", false)).toBeNull();
  expect(localMoment("no date", false)).toBe("");
});

test("rich text of plain paragraphs can be read and written as text", () => {
  expect(plainText(richText("One\n\nTwo"))).toBe("One\n\nTwo");
});

test("rich text with anything else cannot", () => {
  expect(plainText({ type: "doc", children: [{ type: "h1", children: [{ text: "Big" }] }] })).toBeNull();
  expect(plainText({ type: "doc", children: [{ type: "p", children: [{ text: "bold", bold: true }] }] })).toBeNull();
  expect(plainText("text")).toBeNull();
});

test("every kind of value has a summary", () => {
  expect(summary(["a", "b"])).toBe("a, b");
  expect(summary({ uid: "blt1", filename: "a.png" })).toBe("a.png");
  expect(summary(richText("One\n\nTwo"))).toBe("One Two");
  expect(summary(null)).toBe("");
  expect(summary(0)).toBe("0");
});
