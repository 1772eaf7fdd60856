import { expect, test } from "vitest";

import { equalShares, isWhole, sumOf } from "./shares";

test("equal shares add up to 100", () => {
  expect(equalShares(2)).toEqual([50, 50]);
  expect(equalShares(3)).toEqual([33.34, 33.33, 33.33]);
  for (let count = 1; count <= 50; count += 1) expect(sumOf(equalShares(count))).toBe(100);
});

test("sums have no dust of floating point", () => expect(sumOf([0.1, 0.2])).toBe(0.3));

test("an empty field counts as nothing", () => expect(sumOf([60, ""])).toBe(60));

test("what is more than 0.01 off is not whole", () => {
  expect(isWhole([33.33, 33.33, 33.33])).toBe(true);
  expect(isWhole([33.33, 33.33, 33.32])).toBe(false);
  expect(isWhole([60, 41])).toBe(false);
});
