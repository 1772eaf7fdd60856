import { expect, test } from "vitest";

import { everything } from "./stack";

test("a list is read to its end", async () => {
  const all = Array.from({ length: 230 }, (_, index) => index);
  const asked: string[] = [];
  const found = await everything<number>(async ({ skip, limit }) => {
    asked.push(skip);
    return all.slice(Number(skip), Number(skip) + Number(limit));
  });
  expect(found).toEqual(all);
  expect(asked).toEqual(["0", "100", "200"]);
  expect(await everything(async () => undefined)).toEqual([]);
});
