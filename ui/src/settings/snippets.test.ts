import { describe, expect, it } from "vitest";

import { contentSnippet, edgeSnippet, nextSnippet, type Values } from "./snippets";

const values: Values = { projectUid: "6a1c", origin: "https://server.example", stackKey: "blt1", token: "", environment: "it's \"live\"" };

describe("snippets", () => {
  it("carry the project's own values, without a slash at the end of the address", () => {
    for (const snippet of [edgeSnippet(values), nextSnippet(values)]) {
      expect(snippet).toContain("setEdgeApiUrl('https://server.example/personalize-edge')");
      expect(snippet).toContain("Personalize.init('6a1c'");
    }
    expect(contentSnippet(values)).toContain("endpoint: 'https://server.example/v3'");
  });

  it("say where a token has to go, and put one there that is known", () => {
    expect(contentSnippet(values)).toContain("deliveryToken: 'YOUR_DELIVERY_TOKEN'");
    expect(contentSnippet({ ...values, token: "cs1" })).toContain("deliveryToken: 'cs1'");
  });

  it("stay a program whatever a thing is called", () => {
    expect(contentSnippet(values)).toContain("environment: 'it\\'s \"live\"'");
  });
});
