import { afterEach, expect, test, vi } from "vitest";

import { json, onSessionEnded, setCsrfToken } from "./client";

function refusal(): Response {
  return new Response("{}", { status: 401 });
}

afterEach(() => {
  vi.unstubAllGlobals();
  setCsrfToken("");
});

test("a refusal says that the session has ended", async () => {
  const react = vi.fn();
  onSessionEnded(react);
  setCsrfToken("present");
  vi.stubGlobal("fetch", () => Promise.resolve(refusal()));
  await expect(json("/session")).rejects.toThrow();
  expect(react).toHaveBeenCalledOnce();
});

test("the refusal of what an earlier session asked does not end the one that was begun since", async () => {
  const react = vi.fn();
  onSessionEnded(react);
  setCsrfToken("earlier");
  let answer: (response: Response) => void = () => undefined;
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  const asked = json("/session");
  setCsrfToken("present");
  answer(refusal());
  await expect(asked).rejects.toThrow();
  expect(react).not.toHaveBeenCalled();
});
