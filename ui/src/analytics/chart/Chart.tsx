import { Box, useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef } from "react";

import { init } from "./echarts";
import { type Lines, optionOf } from "./lines";

interface Props {
  /** What it shows, for who cannot see it. */
  label: string;
  lines: Lines;
  height?: number;
}

const NARROW = 520;

/** A line chart. Its own file, since ECharts comes only when a chart is looked at. */
export default function Chart({ label, lines, height = 300 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const { ref, width } = useElementSize();
  const isDark = useComputedColorScheme("light") === "dark";

  useEffect(() => {
    if (!box.current) return undefined;
    const made = init(box.current, undefined, { renderer: "canvas" });
    chart.current = made;
    return () => made.dispose();
  }, []);
  useEffect(() => {
    if (width > 0) chart.current?.resize({ width, height });
  }, [width, height]);
  useEffect(() => {
    // Lines that are gone have to go; what stays is only redrawn, so nothing flickers.
    chart.current?.setOption(optionOf(lines, { isDark, isNarrow: width > 0 && width < NARROW }), { replaceMerge: ["series"] });
  }, [lines, isDark, width]);

  return (
    <Box ref={ref} role="img" aria-label={label}>
      <div ref={box} style={{ height, width: "100%" }} />
    </Box>
  );
}
