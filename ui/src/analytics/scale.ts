// Where values lie on a drawn line, in percent of its width. Pure.
import type { Interval } from "./results";

export interface Scale {
  low: number;
  high: number;
}

interface Shown {
  interval: Pick<Interval, "low" | "high"> | null;
  value: number | null;
}

/** A scale from 0 that holds every rate and its interval, with some room. */
export function rateScale(shown: readonly Shown[]): Scale {
  const ends = shown.flatMap(({ interval, value }) => [interval?.high ?? 0, value ?? 0]);
  return { low: 0, high: Math.max(...ends, 0) * 1.05 || 1 };
}

/** A scale with 0 in its middle. Where hardly anybody converted, intervals have no sensible end: those are cut. */
export function upliftScale(shown: readonly Shown[]): Scale {
  const middles = shown.map(({ value }) => Math.abs(value ?? 0));
  const ends = shown.flatMap(({ interval }) => (interval ? [Math.abs(interval.low), Math.abs(interval.high)] : []));
  const most = Math.max(...ends, 0);
  const size = Math.min(most, Math.max(150, 2 * Math.max(...middles, 0))) * 1.08 || 1;
  return { low: -size, high: size };
}

export function place(value: number, { low, high }: Scale): number {
  return (100 * (Math.min(Math.max(value, low), high) - low)) / (high - low);
}

/** Whether a value lies off the scale, so that its bar has no end there. */
export function isCut(value: number, { low, high }: Scale): boolean {
  return value < low || value > high;
}
