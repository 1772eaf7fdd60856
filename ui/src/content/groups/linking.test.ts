import { expect, test } from "vitest";

import { linkedFirst, linkOf, withLink } from "./linking";

const links = [
  { uid: "page", status: "linked" as const },
  { uid: "trip", status: "unlinked" as const },
];

test("a link is linked, unlinked, or absent", () => {
  const group = { content_types: links };
  expect(["page", "trip", "other"].map((uid) => linkOf(group, uid))).toEqual(["linked", "unlinked", "absent"]);
});

test("one link changes and the others stay in their order", () => {
  expect(withLink(links, "page", "unlinked").map(({ status }) => status)).toEqual(["unlinked", "unlinked"]);
  expect(withLink(links, "other", "linked").at(-1)).toEqual({ uid: "other", status: "linked" });
  expect(withLink(links, "page", "absent")).toEqual([links[1]]);
});

test("of many, what is linked comes first", () => {
  const link = (name: string) => (name === "c" ? "linked" : "absent");
  expect(linkedFirst(["a", "b", "c"], link, 2)).toEqual(["c", "a", "b"]);
  expect(linkedFirst(["a", "b", "c"], link, 3)).toEqual(["a", "b", "c"]);
});
