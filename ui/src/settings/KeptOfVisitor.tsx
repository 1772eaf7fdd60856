import { Button, Code, Group, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import { shownTime } from "../parts/times";
import { text } from "../text";
import { Setting } from "./Setting";
import type { VisitorExport } from "./visitors";

const words = text.settings.visitors;

/** What is kept of a visitor at a glance, and all of it as a file. */
export function KeptOfVisitor({ kept }: { kept: VisitorExport }) {
  const attributes = Object.entries(kept.attributes);
  const first = kept.events[0];
  const last = kept.events.at(-1);
  return (
    <Setting title={words.kept(kept.userUid)}>
      <SimpleGrid cols={{ base: 2, xs: 4 }}>
        <Fact count={attributes.length} label={words.facts.attributes} />
        <Fact count={Object.keys(kept.assignments).length} label={words.facts.assignments} />
        <Fact count={kept.contexts.length} label={words.facts.contexts} />
        <Fact count={kept.events.length} label={words.facts.events} />
      </SimpleGrid>
      {first && last && (
        <Text size="sm" c="dimmed">
          {words.first} {shownTime(first.placedAt)} · {words.last} {shownTime(last.placedAt)}
        </Text>
      )}
      {attributes.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.attribute}</Table.Th>
              <Table.Th>{words.value}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {attributes.map(([key, value]) => (
              <Table.Tr key={key}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{key}</Table.Td>
                <Table.Td>
                  <Code style={{ overflowWrap: "anywhere" }}>{JSON.stringify(value)}</Code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group>
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => download(kept)}>
          {words.download}
        </Button>
      </Group>
    </Setting>
  );
}

function Fact({ count, label }: { count: number; label: string }) {
  return (
    <Stack gap={0}>
      <Text fw={650} size="lg" className="tabular">
        {count}
      </Text>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </Stack>
  );
}

function download(kept: VisitorExport) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "visitor.json";
  link.click();
  URL.revokeObjectURL(address);
}
