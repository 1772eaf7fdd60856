import { Table, Text } from "@mantine/core";

import { text } from "../text";
import type { Lines } from "./chart/lines";
import type { Granularity } from "./results";

const words = text.analytics.chart;
const MOST_ROWS = 200;
const HOUR = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", month: "short", day: "numeric" });

/** The points of a line chart as a table, the latest first. */
export function SeriesTable({ lines: { lines, format }, granularity }: { lines: Lines; granularity: Granularity }) {
  const times = (lines[0]?.points ?? []).map(([time], index) => ({ time, index })).reverse();
  const moment = granularity === "HOUR" ? HOUR : DAY;
  return (
    <>
      <Table.ScrollContainer minWidth={120 + 110 * lines.length} mah={420} type="native" tabIndex={0} role="region" aria-label={words.asTable}>
        <Table stickyHeader verticalSpacing={6} aria-label={words.title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.time}</Table.Th>
              {lines.map(({ name }, index) => (
                <Table.Th key={index} ta="right" scope="col">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {times.slice(0, MOST_ROWS).map(({ time, index }) => (
              <Table.Tr key={time}>
                <Table.Td>{moment.format(time)}</Table.Td>
                {lines.map(({ points }, line) => (
                  <Table.Td key={line} ta="right" className="tabular">
                    {format(points[index]?.[1] ?? null)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {times.length > MOST_ROWS && (
        <Text size="xs" c="dimmed">
          {words.shortened(MOST_ROWS, times.length)}
        </Text>
      )}
    </>
  );
}
