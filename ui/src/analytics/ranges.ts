// A range of time in the address, and as the API takes it. Pure.
import type { Granularity, Range } from "./results";

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const LENGTHS: Readonly<Record<string, number>> = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24 };
export const CUSTOM = "days";
// More than that many hours are a thicket.
const HOURS_SHOWN = 4 * 24;

/** What the address says of the range: a name, or first and last day ("2026-11-20") in the browser's zone. */
export interface Addressed {
  range: string;
  from: string;
  to: string;
}

/** Return the range to ask for. Its ends move every quarter of an hour only, as the API rounds them. */
export function rangeOf({ range, from, to }: Addressed, now: number): Range {
  const hours = LENGTHS[range];
  if (hours) {
    const start = Math.floor((now - hours * HOUR_MS) / QUARTER_MS) * QUARTER_MS;
    return { startTime: new Date(start).toISOString() };
  }
  if (range !== CUSTOM) return {};
  const [start, end] = [startOfDay(from), startOfDay(to, 1)];
  return { ...(start && { startTime: start }), ...(end && { endTime: end }) };
}

/** Hours where a range is short, else days. */
export function fittingGranularity(range: Range, firstActivatedAt: string, now: number): Granularity {
  const start = new Date(range.startTime ?? firstActivatedAt).getTime();
  const end = range.endTime ? Math.min(new Date(range.endTime).getTime(), now) : now;
  return end - start <= HOURS_SHOWN * HOUR_MS ? "HOUR" : "DAY";
}

function startOfDay(day: string, later = 0): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number);
  const [year = NaN, month = NaN, date = NaN] = parts ?? [];
  const instant = new Date(year, month - 1, date + later);
  return Number.isNaN(instant.getTime()) ? "" : instant.toISOString();
}
