import { Box, Tooltip } from "@mantine/core";

import { isCut, place, type Scale } from "./scale";

interface Props {
  /** What it says, for the tooltip and for who cannot see it. */
  label: string;
  interval: { low: number; high: number };
  value: number;
  scale: Scale;
  colour: string;
  /** Draw a line at 0. */
  hasZero?: boolean;
}

const HEIGHT = 18;

/** Between which values something lies, drawn: a bar for the interval, a mark for the value. */
export function IntervalBar({ label, interval, value, scale, colour, hasZero = false }: Props) {
  const [start, end] = [place(interval.low, scale), place(interval.high, scale)];
  const round = (is: boolean) => (is ? 0 : 5);
  const [left, right] = [round(isCut(interval.low, scale)), round(isCut(interval.high, scale))];
  return (
    <Tooltip label={label}>
      <Box role="img" aria-label={label} pos="relative" h={HEIGHT} w="100%" miw={96} tabIndex={0}>
        <Line top={HEIGHT / 2 - 1} left="0" width="100%" height={2} background="light-dark(var(--mantine-color-gray-2), var(--mantine-color-dark-5))" />
        <Box
          pos="absolute"
          style={{
            top: HEIGHT / 2 - 4, height: 8, left: `${start}%`, width: `max(${end - start}%, 3px)`,
            borderRadius: `${left}px ${right}px ${right}px ${left}px`,
            background: `var(--mantine-color-${colour}-5)`, opacity: 0.45,
          }}
        />
        {hasZero && (
          <Line top={0} left={`${place(0, scale)}%`} width={1} height={HEIGHT} background="var(--mantine-color-dimmed)" />
        )}
        <Line
          top={HEIGHT / 2 - 7}
          left={`calc(${place(value, scale)}% - 1px)`}
          width={3}
          height={14}
          background={`light-dark(var(--mantine-color-${colour}-8), var(--mantine-color-${colour}-3))`}
        />
      </Box>
    </Tooltip>
  );
}

interface LineProps {
  top: number;
  left: string;
  width: number | string;
  height: number;
  background: string;
}

function Line(style: LineProps) {
  return <Box pos="absolute" style={{ ...style, borderRadius: 2 }} />;
}
