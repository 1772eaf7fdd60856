import { Badge, Code, Group, Paper, SegmentedControl, Select, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Suspense } from "react";

import { useAddressed, useAddressedList } from "../../parts/addressing";
import { Waiting } from "../../session/Signed";
import { text } from "../../text";
import { MoveButtons, moved } from "../fields/MoveButtons";
import { valueAt } from "../paths";
import type { Which } from "../publishing/publishing";
import type { ContentType, Fields } from "../schema";
import type { Place } from "../stack";
import { contentOf } from "../values";
import type { VariantChoice } from "./choices";
import { FieldName } from "./CompareView";
import { mergedQuery } from "./entries";
import { isSame, rowsOf } from "./rows";
import { ValueText } from "./ValueText";

interface Props {
  place: Place;
  which: Which;
  type: ContentType;
  entry: Fields;
  variants: readonly VariantChoice[];
}

/** The entry as a visitor with some variants gets it, the first of them on top. */
export function PreviewView(props: Props) {
  const { variants } = props;
  const [aliases, setAliases] = useAddressedList("with");
  const chosen = aliases.flatMap((alias) => variants.find((one) => one.alias === alias) ?? []);
  const change = (next: readonly VariantChoice[]) => setAliases(next.map(({ alias }) => alias));
  const offered = variants.filter((one) => !chosen.includes(one));
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: "start" }}>
      <Paper p="md" component="section">
        <Title order={2} size="h4">{text.content.preview.variants}</Title>
        <Text size="sm" c="dimmed" mb="sm">{text.content.preview.hint}</Text>
        <Stack gap={4}>
          {chosen.map((variant, index) => (
            <Group key={variant.uid} justify="space-between" wrap="nowrap" py={4}>
              <div>
                <Text size="sm" fw={500}>{variant.name}</Text>
                <Text size="xs" c="dimmed">
                  {[variant.group, variant.document ? "" : text.content.preview.notWritten].filter(Boolean).join(" · ")}
                </Text>
              </div>
              <MoveButtons
                label={variant.name}
                index={index}
                count={chosen.length}
                onMove={(to) => change(moved(chosen, index, to))}
                onRemove={() => change(chosen.toSpliced(index, 1))}
              />
            </Group>
          ))}
          {chosen.length === 0 && <Text size="sm" c="dimmed">{text.content.preview.none}</Text>}
          <Select
            mt="xs"
            aria-label={text.content.preview.add}
            placeholder={text.content.preview.add}
            data={offered.map(({ alias, name, group }) => ({ value: alias, label: group ? `${name} · ${group}` : name }))}
            value={null}
            onChange={(alias) => alias && setAliases([...chosen.map((one) => one.alias), alias])}
            searchable
            nothingFoundMessage={text.app.nothingFound}
          />
        </Stack>
      </Paper>
      <Suspense fallback={<Waiting />}>
        <Result {...props} chosen={chosen.map(({ uid }) => uid)} />
      </Suspense>
    </SimpleGrid>
  );
}

function Result({ place, which, type, entry, chosen }: Props & { chosen: readonly string[] }) {
  const { data } = useSuspenseQuery(mergedQuery(place, which, chosen));
  const [shape, setShape] = useAddressed("as");
  const base = contentOf(type.schema, entry);
  const merged = contentOf(type.schema, data);
  return (
    <Paper p="md" component="section" aria-live="polite" data-testid="merged-preview">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">{text.content.preview.result}</Title>
        <SegmentedControl
          size="xs"
          value={shape || "fields"}
          onChange={(next) => setShape(next === "json" ? next : "")}
          data={[{ value: "fields", label: text.content.preview.asFields }, { value: "json", label: text.content.preview.asJson }]}
        />
      </Group>
      <Text size="sm" c="dimmed" mb="sm">{text.content.preview.drafts}</Text>
      {shape === "json" ? (
        <Code block>{JSON.stringify(merged, null, 2)}</Code>
      ) : (
        <Table verticalSpacing="sm">
          <Table.Tbody>
            {rowsOf(type.schema, [merged]).map((row) => (
              <Table.Tr key={row.path}>
                <Table.Th scope="row" w="35%" style={{ verticalAlign: "top" }}><FieldName row={row} /></Table.Th>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <Text size="sm">
                    <ValueText place={place} locale={which.locale} field={row.field} value={valueAt(merged, row.path)} empty={text.content.field.empty} />
                  </Text>
                  {!isSame(base, merged, row.path) && <Badge size="sm" variant="light" tt="none">{text.content.preview.differs}</Badge>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
