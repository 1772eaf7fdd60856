import { Divider, Group, Stack, Table, Text, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Fragment, type ReactNode } from "react";

export interface FigureColumn<Row> {
  key: string;
  label: string;
  hint?: string;
  width?: number | string;
  isNumber?: boolean;
  render: (row: Row) => ReactNode;
}

interface Props<Row> {
  label: string;
  /** The first one names the row. */
  columns: readonly FigureColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

const PHONE = "(max-width: 48em)";

/** A table of figures; on a phone, where it would not fit, one block a row. */
export function FigureTable<Row>(props: Props<Row>) {
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false });
  return isPhone ? <Blocks {...props} /> : <Wide {...props} />;
}

function Wide<Row>({ label, columns, rows, rowKey }: Props<Row>) {
  return (
    <Table.ScrollContainer minWidth={860} type="native">
      <Table aria-label={label} verticalSpacing="sm" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ key, label: name, hint, width, isNumber }) => (
              <Table.Th key={key} w={width} style={{ verticalAlign: "bottom" }} ta={isNumber ? "right" : undefined} scope="col">
                <Hinted label={name} hint={hint} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ key, isNumber, render }, index) => (
                <Table.Td
                  key={key}
                  component={index === 0 ? "th" : "td"}
                  scope={index === 0 ? "row" : undefined}
                  ta={isNumber ? "right" : "left"}
                  fw={400}
                  style={{ verticalAlign: "top" }}
                  className={isNumber ? "tabular" : undefined}
                >
                  {render(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Blocks<Row>({ label, columns: [name, ...columns], rows, rowKey }: Props<Row>) {
  return (
    <Stack gap="md" role="list" aria-label={label}>
      {rows.map((row, index) => (
        <Fragment key={rowKey(row)}>
          {index > 0 && <Divider aria-hidden />}
          <Stack gap={8} role="listitem">
            {name?.render(row)}
            {columns.map(({ key, label: what, hint, isNumber, render }) => (
              <Group key={key} wrap="nowrap" gap="md" align="flex-start">
                <Text size="sm" c="dimmed" w={128} style={{ flexShrink: 0 }} component="div">
                  <Hinted label={what} hint={hint} />
                </Text>
                <Text size="sm" component="div" flex={1} miw={0} className={isNumber ? "tabular" : undefined}>
                  {render(row)}
                </Text>
              </Group>
            ))}
          </Stack>
        </Fragment>
      ))}
    </Stack>
  );
}

function Hinted({ label, hint }: { label: string; hint?: string }) {
  if (!hint) return label;
  return (
    <Tooltip label={hint} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0} aria-description={hint} style={{ textDecoration: "underline dotted", textUnderlineOffset: 3 }}>
        {label}
      </span>
    </Tooltip>
  );
}
