import { Anchor, Paper, Table, Text } from "@mantine/core";
import { Link } from "react-router";

import { shownAge } from "../../parts/times";
import { text } from "../../text";
import { PublishBadges } from "../publishing/PublishBadges";
import type { Fields } from "../schema";
import type { Environment, Locale, Place } from "../stack";

interface Props {
  place: Place;
  typeUid: string;
  locale: string;
  entries: readonly Fields[];
  environments: readonly Environment[];
  locales: readonly Locale[];
}

/** One page of entries. */
export function EntryTable({ place, typeUid, locale, entries, environments, locales }: Props) {
  const languageOf = (code: string) => locales.find((one) => one.code === code)?.name ?? code;
  return (
    <Paper style={{ overflow: "hidden" }}>
      <Table.ScrollContainer minWidth={300}>
        <Table verticalSpacing="sm" highlightOnHover aria-label={text.content.tabs.entries}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{text.content.entries.name}</Table.Th>
              <Table.Th>{text.content.entries.published}</Table.Th>
              <Table.Th visibleFrom="sm">{text.content.entries.changed}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map((entry) => (
              <Table.Tr key={String(entry.uid)} data-testid={`entry-${String(entry.uid)}`}>
                <Table.Td maw={320}>
                  <Anchor component={Link} size="sm" fw={500} to={`/projects/${place.projectUid}/content/entries/${typeUid}/${String(entry.uid)}/${locale}/entry`} style={{ overflowWrap: "anywhere" }}>
                    {String(entry.title || text.content.untitled)}
                  </Anchor>
                  {entry.locale !== locale && <Text size="xs" c="dimmed">{text.content.entries.fallback(languageOf(String(entry.locale)))}</Text>}
                </Table.Td>
                <Table.Td>
                  <PublishBadges document={entry} environments={environments} locale={String(entry.locale)} />
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <Text size="sm" c="dimmed">{shownAge(String(entry.updated_at))}</Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
