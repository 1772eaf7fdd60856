import { expect, test } from "vitest";

import { isCut, place, rateScale, upliftScale } from "./scale";

test("rates lie on a line from 0", () => {
  const scale = rateScale([{ interval: { low: 4, high: 8 }, value: 6 }, { interval: null, value: null }]);
  expect(scale.low).toBe(0);
  expect(place(0, scale)).toBe(0);
  expect(place(8, scale)).toBeGreaterThan(90);
});

test("uplift has 0 in the middle, and an end that means nothing is cut", () => {
  const scale = upliftScale([{ interval: { low: -94, high: 1807 }, value: 0.5 }]);
  expect(place(0, scale)).toBe(50);
  expect(isCut(1807, scale)).toBe(true);
  expect(isCut(-94, scale)).toBe(false);
  expect(place(1807, scale)).toBe(100);
});

test("nothing to draw is no division by 0", () => {
  expect(place(0, rateScale([]))).toBe(0);
  expect(place(0, upliftScale([]))).toBe(50);
});
