import { expect, test } from "vitest";

import { linkOf, withLink } from "./linking";

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
