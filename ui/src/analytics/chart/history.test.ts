import { expect, test } from "vitest";

import { historyOf } from "./history";

test("the last share holds until now", () => {
  const share = (percentage: number) => [{ shortUid: "0", name: "A", percentage }];
  const traffic = {
    experience: "x", version: "v", variantSplit: "MULTI_ARMED_BANDIT", variants: share(80),
    history: [{ time: "2026-11-22T10:00:00Z", variants: share(50) }, { time: "2026-11-22T11:00:00Z", variants: share(80) }],
  };
  const now = new Date("2026-11-22T12:00:00Z").getTime();
  expect(historyOf(traffic, now).lines[0]?.points.map(([, value]) => value)).toEqual([50, 80, 80]);
  expect(historyOf({ ...traffic, history: [] }, now).lines[0]?.points).toEqual([[now, 80]]);
});
