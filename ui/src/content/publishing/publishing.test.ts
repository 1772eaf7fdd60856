import { expect, test } from "vitest";

import { type Choice, missingIn, orderOf, stateIn } from "./publishing";

const entry = {
  _version: 3,
  publish_details: [
    { environment: "blt1", locale: "en-us", version: 3, time: "" },
    { environment: "blt2", locale: "en-us", version: 2, time: "" },
  ],
};
const choice: Choice = { environments: ["blt1"], locales: ["de"], withBase: true, variants: [], scheduledAt: "" };

test("a state is of one environment and one language", () => {
  expect(stateIn(entry, "blt1", "en-us")).toBe("current");
  expect(stateIn(entry, "blt2", "en-us")).toBe("older");
  expect(stateIn(entry, "blt1", "de")).toBe("none");
});

test("without variants the entry itself is published", () => {
  expect(orderOf(choice, "de")).toEqual({ entry: { environments: ["blt1"], locales: ["de"] }, locale: "de" });
});

test("with variants the rules say whether the entry goes along", () => {
  const rules = (withBase: boolean) => orderOf({ ...choice, withBase, variants: ["cs1"] }, "de").entry;
  expect(rules(true)).toMatchObject({ variants: [{ uid: "cs1" }], variant_rules: { publish_latest_base: true } });
  expect(rules(false)).toMatchObject({ variant_rules: { publish_latest_base: false, publish_latest_base_conditionally: true } });
});

test("a time is sent only if there is one", () => {
  expect(orderOf({ ...choice, scheduledAt: "2026-12-01T00:00:00.000Z" }, "de")).toHaveProperty("scheduled_at");
  expect(orderOf(choice, "de")).not.toHaveProperty("scheduled_at");
});

test("nothing can be published nowhere", () => {
  expect(missingIn({ ...choice, withBase: false, environments: [], locales: [] })).toEqual(["content", "environments", "locales"]);
  expect(missingIn(choice)).toEqual([]);
});
