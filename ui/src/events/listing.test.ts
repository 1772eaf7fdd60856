import { describe, expect, it } from "vitest";

import type { Event } from "./events";
import { listed, usesOf } from "./listing";

const booking = { uid: "a", key: "Booking Clicked", description: "" } as Event;
const signUp = { uid: "b", key: "sign-up", description: "Asked for the newsletter" } as Event;

describe("listed", () => {
  it("looks in keys and descriptions, whatever the case", () => {
    expect(listed([booking, signUp], "clicked")).toEqual([booking]);
    expect(listed([booking, signUp], "NEWS")).toEqual([signUp]);
    expect(listed([booking, signUp], "")).toHaveLength(2);
  });
});

describe("usesOf", () => {
  it("finds every experience of an event", () => {
    const uses = usesOf([{ uid: "1", name: "Button", referredEvents: ["a", "b"] }], "p");
    expect(uses.get("b")).toEqual([{ uid: "1", name: "Button", to: "/projects/p/experiences/1/configuration" }]);
    expect(uses.get("c")).toBeUndefined();
  });
});
