import { expect, it } from "vitest";

import { isPercentage } from "./measurement";

it.each([
  [0, true], [50, true], ["12.25", true], [50.01, false], [-1, false], [1.234, false], ["", false], ["5%", false],
])("says whether %j is a share that can be held out: %j", (value, isOne) => expect(isPercentage(value)).toBe(isOne));
