import { expect, test } from "vitest";

import { attributeValue, countSaid, fromAddress, fromBody, NOBODY, parametersOf, toAddress, toBody, withParameters } from "./visitor";

const SOMEBODY = {
  ...NOBODY,
  country: "US",
  pageUrl: "https://shop.example/?utm_source=mail",
  time: "2026-11-27 12:00:00",
  attributes: [
    { key: "tier", value: "gold" },
    { key: "orders", value: "12" },
    { key: "", value: "unfinished" },
  ],
};

test("only what is said is sent", () => {
  expect(toBody(NOBODY)).toEqual({ attributes: {} });
  expect(toBody(SOMEBODY)).toEqual({
    country: "US",
    pageUrl: "https://shop.example/?utm_source=mail",
    time: new Date("2026-11-27T12:00:00").toISOString(),
    attributes: { tier: "gold", orders: 12 },
  });
  expect(countSaid(SOMEBODY)).toBe(5);
});

test("a visitor comes back from a body and from an address", () => {
  const named = { ...SOMEBODY, attributes: SOMEBODY.attributes.slice(0, 2) };
  expect(fromBody(toBody(SOMEBODY))).toEqual(named);
  expect(fromAddress(toAddress(SOMEBODY))).toEqual(named);
  expect(toAddress(NOBODY)).toBe("");
  expect(fromAddress("no JSON")).toEqual(NOBODY);
});

test("values are what they look like", () => {
  expect(["true", "12", "-0.5", "007", "1e3", "", "gold"].map(attributeValue)).toEqual([true, 12, -0.5, "007", "1e3", "", "gold"]);
});

test("query parameters live in the page's address", () => {
  expect(parametersOf("https://a.example/p?x=1&x=2&y=a+b#?z=3")).toEqual([{ key: "x", value: "1" }, { key: "y", value: "a b" }]);
  expect(withParameters("https://a.example/p?x=1#top", [{ key: "q", value: "ä b" }])).toBe("https://a.example/p?q=%C3%A4+b#top");
  expect(withParameters("", [{ key: "q", value: "1" }])).toBe("?q=1");
  expect(withParameters("?q=1", [])).toBe("");
});
