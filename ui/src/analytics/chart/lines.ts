// What a line chart shows, and how ECharts is told. Pure.
import type { EChartsCoreOption } from "echarts/core";

export interface Line {
  name: string;
  /** Instants (ms) with values; null is a gap. */
  points: readonly (readonly [number, number | null])[];
}

export interface Look {
  isDark: boolean;
  isNarrow: boolean;
}

interface Wanted {
  lines: readonly Line[];
  /** How a value reads. */
  format: (value: number | null) => string;
  /** Whether a value holds until the next one. */
  isStepped?: boolean;
  most?: number;
}

export type { Wanted as Lines };

const DAY_MS = 86_400_000;
// Distinct in light and dark, and for most who do not see all colours.
const LIGHT = ["#404bc9", "#c2410c", "#0f766e", "#a21caf", "#a16207", "#0369a1", "#be123c", "#4d7c0f"];
const DARK = ["#9199ec", "#fb923c", "#2dd4bf", "#e879f9", "#facc15", "#38bdf8", "#fb7185", "#a3e635"];
const MOMENT = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const TIMES = { year: "{yyyy}", month: "{d} {MMM}", day: "{d} {MMM}", hour: "{HH}:{mm}", minute: "{HH}:{mm}" };
const DASHES = ["solid", "dashed", "dotted"] as const;

export function optionOf({ lines, format, isStepped = false, most }: Wanted, { isDark, isNarrow }: Look): EChartsCoreOption {
  const ink = isDark ? "#d5d7e0" : "#333647";
  const faint = isDark ? "#34354a" : "#e6e7ef";
  const colours = isDark ? DARK : LIGHT;
  // An axis of time has no length with one point on it: then the point stands over its moment.
  const instants = new Set(lines.flatMap(({ points }) => points.map(([at]) => at)));
  const [only] = instants.size === 1 ? instants : [];
  const [first, second] = [...instants];
  // A day may have 23 hours.
  const isDaily = first !== undefined && second !== undefined && !isStepped && second - first > DAY_MS / 2;
  const font = { color: ink, fontFamily: "'Inter Variable', system-ui, sans-serif", fontSize: 12 };
  return {
    color: colours,
    animation: false,
    textStyle: font,
    grid: { left: 8, right: isNarrow ? 12 : 24, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, type: "plain", textStyle: font, icon: "roundRect", itemWidth: 14, itemHeight: 4 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: isDark ? "#1d1e30" : "#ffffff",
      borderColor: faint,
      textStyle: font,
      valueFormatter: (value: unknown) => format(typeof value === "number" ? value : null),
    },
    xAxis: {
      ...(only === undefined ? { type: "time" } : { type: "category", data: [MOMENT.format(only)], axisTick: { show: false } }),
      axisLine: { lineStyle: { color: faint } },
      axisLabel: { color: ink, hideOverlap: true, ...(only === undefined && { formatter: TIMES }) },
      // Between points a day apart there are no hours.
      ...(isDaily && { minInterval: DAY_MS }),
      splitNumber: isNarrow ? 3 : 8,
    },
    yAxis: {
      type: "value",
      min: 0,
      ...(most !== undefined && { max: most, interval: most / 4 }),
      axisLabel: { color: ink, formatter: (value: number) => format(value) },
      splitLine: { lineStyle: { color: faint } },
      splitNumber: 4,
    },
    series: lines.map(({ name, points }, index) => ({
      type: "line",
      name,
      data: only === undefined ? points : points.map(([, value]) => value),
      ...(isStepped && { step: "end" }),
      showSymbol: points.length < 60,
      symbolSize: 6,
      connectNulls: false,
      lineStyle: { width: 2, type: DASHES[Math.floor(index / colours.length) % DASHES.length] },
      emphasis: { focus: "series" },
    })),
  };
}
