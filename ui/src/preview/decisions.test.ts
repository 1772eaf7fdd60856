import { expect, test } from "vitest";

import { linkTo } from "./decisions";

const link = { parameter: "lenticular_preview", token: "t.k" };

test("the token joins the page's own parameters", () => {
  expect(linkTo(" https://shop.example/a?b=1#c ", link)).toBe("https://shop.example/a?b=1&lenticular_preview=t.k#c");
  expect(linkTo("https://shop.example/?lenticular_preview=old", link)).toBe("https://shop.example/?lenticular_preview=t.k");
});

test("what is no page has no link", () => {
  expect(linkTo("", link)).toBeNull();
  expect(linkTo("shop.example", link)).toBeNull();
  expect(linkTo("javascript:alert(1)", link)).toBeNull();
});
