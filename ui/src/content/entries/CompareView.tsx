import { Paper, Stack, Switch, Table, Text } from "@mantine/core";
import { useSuspenseQueries } from "@tanstack/react-query";

import { useAddressed } from "../../parts/addressing";
import { text } from "../../text";
import { valueAt } from "../paths";
import { PublishBadges } from "../publishing/PublishBadges";
import type { Which } from "../publishing/publishing";
import type { ContentType, Fields } from "../schema";
import type { Environment, Place } from "../stack";
import { contentOf } from "../values";
import type { VariantChoice } from "./choices";
import { mergedQuery } from "./entries";
import { isSame, isShown, type Row, rowsOf } from "./rows";
import { ValueText } from "./ValueText";

// The names stay in sight while the variants are scrolled by.
const STUCK = { position: "sticky", left: 0, verticalAlign: "top", background: "var(--mantine-color-body)", zIndex: 1 } as const;

interface Props {
  place: Place;
  which: Which;
  type: ContentType;
  entry: Fields;
  variants: readonly VariantChoice[];
  environments: readonly Environment[];
}

/** The entry and everything it has under variants, side by side. */
export function CompareView({ place, which, type, entry, variants, environments }: Props) {
  const written = variants.filter(({ document }) => document);
  const [only, setOnly] = useAddressed("only");
  const found = useSuspenseQueries({ queries: written.map(({ uid }) => mergedQuery(place, which, [uid])) });
  if (written.length === 0) return <Text c="dimmed">{text.content.compare.none}</Text>;
  const base = contentOf(type.schema, entry);
  const merged = found.map(({ data }) => contentOf(type.schema, data));
  const rows = rowsOf(type.schema, [base, ...merged]);
  const shown = only ? rows.filter(({ path }) => merged.some((one) => !isSame(base, one, path))) : rows;
  return (
    <Stack>
      <Switch label={text.content.compare.onlyDifferences} checked={only !== ""} onChange={(event) => setOnly(event.currentTarget.checked ? "differences" : "")} />
      <Paper style={{ overflow: "hidden" }}>
        <Table.ScrollContainer minWidth={280 + 220 * (written.length + 1)}>
          <Table verticalSpacing="sm" layout="fixed" aria-label={text.content.entry.views.compare} withColumnBorders>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={{ base: 120, sm: 160 }} style={STUCK}>{text.content.compare.field}</Table.Th>
                <Heading name={text.content.entry.base} group="" document={entry} environments={environments} locale={which.locale} />
                {written.map(({ uid, name, group, document }) => (
                  <Heading key={uid} name={name} group={group} document={document ?? {}} environments={environments} locale={which.locale} />
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((row) => (
                <Table.Tr key={row.path}>
                  <Table.Th scope="row" fw={500} style={STUCK}>
                    <FieldName row={row} />
                  </Table.Th>
                  {[base, ...merged].map((document, index) => (
                    <Cell key={index === 0 ? "" : written[index - 1]?.uid} place={place} locale={which.locale} row={row} base={base} document={document} />
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
    </Stack>
  );
}

export function FieldName({ row }: { row: Row }) {
  return (
    <>
      {row.trail.length > 1 && <Text size="xs" c="dimmed">{row.trail.slice(0, -1).join(" › ")}</Text>}
      <Text size="sm" fw={500}>{row.trail.at(-1)}</Text>
    </>
  );
}

interface HeadingProps {
  name: string;
  group: string;
  document: Fields;
  environments: readonly Environment[];
  locale: string;
}

function Heading({ name, group, ...published }: HeadingProps) {
  return (
    <Table.Th style={{ verticalAlign: "top" }}>
      <Text size="sm" fw={600}>{name}</Text>
      {group && <Text size="xs" c="dimmed" mb={4}>{group}</Text>}
      <PublishBadges {...published} />
    </Table.Th>
  );
}

function Cell({ place, locale, row, base, document }: { place: Place; locale: string; row: Row; base: Fields; document: Fields }) {
  const isDifferent = document !== base && !isSame(base, document, row.path);
  const isThere = isShown(document, row.path);
  return (
    <Table.Td
      data-different={isDifferent || undefined}
      bg={isDifferent ? "var(--mantine-primary-color-light)" : undefined}
      style={{ verticalAlign: "top", overflowWrap: "anywhere" }}
    >
      <Text size="sm" lineClamp={6} c={document !== base && !isDifferent ? "dimmed" : undefined} fs={isThere ? undefined : "italic"}>
        {isThere && (document === base || isDifferent) && (
          <ValueText place={place} locale={locale} field={row.field} value={valueAt(document, row.path)} empty={text.content.field.empty} />
        )}
        {isThere && document !== base && !isDifferent && text.content.compare.same}
        {!isThere && text.content.compare.removed}
      </Text>
    </Table.Td>
  );
}
