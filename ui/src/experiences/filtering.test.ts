import { expect, test } from "vitest";

import type { Experience } from "./experience";
import { type Filter, filtered, tagsOf } from "./filtering";

const ALL: Filter = { search: "", status: "", type: "", tags: [] };

function experience(name: string, members: Partial<Experience> = {}): Experience {
  return { name, description: "", uid: name, shortUid: "x", status: "ACTIVE", __type: "AB_TEST", tags: [], ...members } as Experience;
}

const HERO = experience("Home Page Hero", { tags: ["home", "sale"], __type: "SEGMENTED" });
const BUTTON = experience("Booking Button", { tags: ["checkout"], status: "PAUSED", description: "Which words" });

function names(filter: Partial<Filter>): string[] {
  return filtered([HERO, BUTTON], { ...ALL, ...filter }).map(({ name }) => name);
}

test("no filter keeps all, in their order", () => expect(names({})).toEqual([HERO.name, BUTTON.name]));

test("one of the tags is enough", () => {
  expect(names({ tags: ["sale", "checkout"] })).toEqual([HERO.name, BUTTON.name]);
  expect(names({ tags: ["sale"] })).toEqual([HERO.name]);
});

test("the filters hold together", () => expect(names({ tags: ["sale", "checkout"], status: "PAUSED", type: "SEGMENTED" })).toEqual([]));

test("the search looks at names and descriptions, whatever their case", () => {
  expect(names({ search: " hERO " })).toEqual([HERO.name]);
  expect(names({ search: "words" })).toEqual([BUTTON.name]);
});

test("a thousand are filtered in a moment", () => {
  const many = Array.from({ length: 1000 }, (_, index) => experience(`Experience ${index}`));
  const start = performance.now();
  expect(filtered(many, { ...ALL, search: "experience 99" })).toHaveLength(11);
  expect(performance.now() - start).toBeLessThan(100);
});

test("tags are listed once each, sorted", () => expect(tagsOf([HERO, BUTTON, HERO])).toEqual(["checkout", "home", "sale"]));
