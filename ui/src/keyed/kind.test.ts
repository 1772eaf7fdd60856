import { describe, expect, it } from "vitest";

import { called, suggestedKey } from "./kind";

describe("called", () => {
  it("is the name, or the key of what has none", () => {
    expect(called({ name: "Age", key: "years" })).toBe("Age");
    expect(called({ name: "", key: "Booked" })).toBe("Booked");
  });
});

describe("suggestedKey", () => {
  it.each([
    ["Average order value", "averageOrderValue"],
    ["  Loyalty-Tier 2 ", "loyaltyTier2"],
    ["Größe", "große"],
    ["!", ""],
  ])("calls %j %j", (name, key) => expect(suggestedKey(name)).toBe(key));
});
