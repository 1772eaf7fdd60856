import { describe, expect, it } from "vitest";

import type { Attribute } from "./attributes";
import { listed, usesOf } from "./listing";

const age = { __type: "CUSTOM", uid: "a", name: "Age", key: "years", description: "", project: "p" } as Attribute;
const country: Attribute = { __type: "PRESET", uid: "COUNTRY", name: "Country", description: "Where from" };

describe("listed", () => {
  it("looks in names, keys and descriptions, whatever the case", () => {
    expect(listed([age, country], "all", " YEARS ")).toEqual([age]);
    expect(listed([age, country], "all", "where")).toEqual([country]);
  });

  it("keeps one kind", () => {
    expect(listed([age, country], "custom", "")).toEqual([age]);
    expect(listed([age, country], "preset", "")).toEqual([country]);
  });
});

describe("usesOf", () => {
  it("finds every audience of an attribute", () => {
    const audiences = [
      { uid: "1", name: "Adults", referredAttributes: ["a"] },
      { uid: "2", name: "All" },
      { uid: "3", name: "Old", referredAttributes: ["b", "a"] },
    ];
    const uses = usesOf(audiences, "p");
    expect(uses.get("a")?.map(({ name }) => name)).toEqual(["Adults", "Old"]);
    expect(uses.get("a")?.[0]?.to).toBe("/projects/p/audiences/1");
  });
});
