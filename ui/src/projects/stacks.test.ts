import { describe, expect, it } from "vitest";

import { freeStacks, shownStack, type Stack } from "./stacks";

const stack = (api_key: string, org_uid = "org") => ({ api_key, org_uid, name: `Stack ${api_key}` }) as Stack;

describe("shownStack", () => {
  it("says what there is to know", () => {
    expect(shownStack(null, [])).toBe("No stack connected");
    expect(shownStack("a", [stack("a")])).toBe("Stack a");
    expect(shownStack("b", [stack("a")])).toBe("Connected, without access for you");
    expect(shownStack("b", undefined)).toBe("b");
  });
});

describe("freeStacks", () => {
  const projects = [
    { uid: "p", connectedStackApiKey: "a" },
    { uid: "q", connectedStackApiKey: null },
  ];

  it("leaves out what another project or organization has", () => {
    const stacks = [stack("a"), stack("b"), stack("c", "other")];
    expect(freeStacks(stacks, projects, "org").map(({ api_key }) => api_key)).toEqual(["b"]);
    expect(freeStacks(stacks, projects, "org", "p").map(({ api_key }) => api_key)).toEqual(["a", "b"]);
  });
});
