import { Table } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, type Ref, useRef } from "react";

export interface Column<Row> {
  key: string;
  label: ReactNode;
  width?: number | string;
  render: (row: Row) => ReactNode;
}

interface Props<Row> {
  /** What the table is a list of, for who cannot see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHeight?: number;
  testId?: (row: Row) => string | undefined;
}

const AHEAD = 8;

/** A table of any length: only the rows in sight, and a few more, are in the page. */
export function LongList<Row>({ label, columns, rows, rowKey, rowHeight = 57, testId }: Props<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: AHEAD,
    getItemKey: (index) => rowKey(rows[index] as Row),
  });
  const shown = virtual.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div
      ref={box}
      // The list scrolls by itself, so that it stays short in the page; with a keyboard, too.
      tabIndex={0}
      role="region"
      aria-label={label}
      style={{ overflow: "auto", maxHeight: "calc(100vh - 260px)", minHeight: Math.min(200, 48 + rows.length * rowHeight) }}
    >
      <Table aria-rowcount={rows.length} aria-label={label} highlightOnHover verticalSpacing="sm" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.key} w={column.width}>
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <Gap height={before} span={columns.length} />}
          {shown.map(({ key, index }) => {
            const row = rows[index] as Row;
            return <Line key={key} row={row} index={index} columns={columns} testId={testId?.(row)} onMeasure={virtual.measureElement} />;
          })}
          {after > 0 && <Gap height={after} span={columns.length} />}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface LineProps<Row> {
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  testId: string | undefined;
  onMeasure: Ref<HTMLTableRowElement>;
}

function AnyLine<Row>({ row, index, columns, testId, onMeasure }: LineProps<Row>) {
  return (
    <Table.Tr ref={onMeasure} data-index={index} data-testid={testId}>
      {columns.map((column) => (
        <Table.Td key={column.key}>{column.render(row)}</Table.Td>
      ))}
    </Table.Tr>
  );
}

// The list is drawn anew whenever it is scrolled or a row is measured; a row only when it shows something else.
// `memo` forgets that the component is generic.
const Line = memo(AnyLine) as typeof AnyLine;

function Gap({ height, span }: { height: number; span: number }) {
  return (
    <Table.Tr aria-hidden>
      <Table.Td colSpan={span} p={0} style={{ height, border: 0 }} />
    </Table.Tr>
  );
}
