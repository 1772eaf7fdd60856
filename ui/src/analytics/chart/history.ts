// The lines of a bandit's traffic. Pure.
import { percent } from "../numbers";
import type { Traffic } from "../results";
import type { Lines } from "./lines";

const ALL = 100;

/** Return a line for each variant: a share holds until the next change, the last one until now. */
export function historyOf(traffic: Traffic, now: number): Lines {
  const changes = [
    ...traffic.history.map(({ time, variants }) => ({ at: new Date(time).getTime(), variants })),
    { at: now, variants: traffic.variants },
  ];
  const lines = traffic.variants.map(({ shortUid, name }) => ({
    name,
    points: changes.map(({ at, variants }) => {
      const share = variants.find((variant) => variant.shortUid === shortUid);
      return [at, share?.percentage ?? null] as const;
    }),
  }));
  return { lines, format: percent, isStepped: true, most: ALL };
}
