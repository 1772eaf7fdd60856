import { expect, test } from "vitest";

import { count, percent, points, probability, signedPercent } from "./numbers";

test("null is not 0", () => {
  expect(percent(null)).toBe("–");
  expect(percent(0)).toBe("0\u00a0%");
  expect(count(null)).toBe("–");
  expect(count(0)).toBe("0");
});

test("as many digits as tell something", () => {
  expect(percent(5.98404)).toBe("5.98\u00a0%");
  expect(percent(24.5547)).toBe("24.6\u00a0%");
  expect(percent(1807.85)).toBe("1,808\u00a0%");
  expect(points(0.0667)).toBe("0.067 pts");
  expect(points(0.00001)).toBe("< 0.001 pts");
});

test("a sign, and a real minus", () => {
  expect(signedPercent(4.935)).toBe("+4.94\u00a0%");
  expect(signedPercent(-24.55)).toBe("−24.6\u00a0%");
  expect(signedPercent(0)).toBe("0\u00a0%");
});

test("nothing is certain", () => {
  expect(probability(0.59504)).toBe("59.5\u00a0%");
  expect(probability(0)).toBe("<\u00a00.1\u00a0%");
  expect(probability(1)).toBe(">\u00a099.9\u00a0%");
});
