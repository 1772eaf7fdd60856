// The lines of a time series. Pure.
import { text } from "../../text";
import { count, percent } from "../numbers";
import type { MetricResult, TimeSeries, VariantResult } from "../results";
import type { Lines } from "./lines";

const words = text.analytics.chart;

/** What a chart can show, as the address names it: "" impressions, "converted:<event>", "rate:<event>". */
export interface Shown {
  value: string;
  label: string;
}

export function showable(metrics: readonly MetricResult[]): Shown[] {
  return [
    { value: "", label: words.impressions },
    ...metrics.flatMap(({ event, name }) => [
      { value: `converted:${event}`, label: words.converted(name) },
      { value: `rate:${event}`, label: words.rate(name) },
    ]),
  ];
}

/** Return a line for each variant. A rate without impressions is a gap, not 0. */
export function linesOf(found: TimeSeries, variants: readonly Pick<VariantResult, "shortUid" | "name">[], shown: string): Lines {
  const [kind = "", event = ""] = shown.split(":");
  const lines = variants.map(({ shortUid, name }) => ({
    name,
    points: found.series.map((point) => {
      const of = point.variants.find((variant) => variant.shortUid === shortUid);
      return [new Date(point.time).getTime(), of ? value(of, kind, event) : null] as const;
    }),
  }));
  return { lines, format: kind === "rate" ? percent : count };
}

type Point = TimeSeries["series"][number]["variants"][number];

function value(point: Point, kind: string, event: string): number | null {
  if (kind === "converted") return point.converted[event] ?? null;
  if (kind !== "rate") return point.impressions;
  const converted = point.conversions[event];
  return converted === undefined || !point.impressions ? null : (100 * converted) / point.impressions;
}
