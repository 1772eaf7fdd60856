import { Anchor, Badge, Button, Code, Divider, Group, Paper, SegmentedControl, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconStack2 } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { useAddressed } from "../../parts/addressing";
import { EmptyState } from "../../parts/EmptyState";
import { SearchField } from "../../parts/SearchField";
import { useSearch } from "../../parts/searching";
import { Some } from "../../parts/Some";
import { text } from "../../text";
import type { ContentType } from "../schema";
import { contentTypesQuery, groupsQuery, type Place, type VariantGroup } from "../stack";
import { linkedFirst, linkOf } from "./linking";
import { LinkRow } from "./LinkRow";

const FEW_CARDS = 20;
const FEW_ROWS = 12;

/** Which content types may have the variants of which experience. */
export function GroupsPage({ place }: { place: Place }) {
  const { data: groups } = useSuspenseQuery(groupsQuery(place));
  const { data: types } = useSuspenseQuery(contentTypesQuery(place));
  const [by, setBy] = useAddressed("by");
  const [sought, seek] = useSearch();
  const [only, setOnly] = useAddressed("group");
  const isNamedLikeSought = (name: string) => name.toLowerCase().includes(sought.trim().toLowerCase());
  if (groups.length === 0) {
    return (
      <EmptyState icon={<IconStack2 size={28} />} title={text.content.groups.none}>
        {text.content.groups.noneBody}
      </EmptyState>
    );
  }
  if (only) {
    return (
      <Stack align="stretch">
        <Group>
          <Button variant="subtle" leftSection={<IconArrowLeft size={16} />} onClick={() => setOnly("")}>{text.content.groups.all}</Button>
        </Group>
        {groups.every(({ uid }) => uid !== only) && <Text c="dimmed">{text.app.nothingFound}</Text>}
        {groups.filter(({ uid }) => uid === only).map((group) => <GroupCard key={group.uid} place={place} group={group} types={types} />)}
      </Stack>
    );
  }
  const shownGroups = groups.filter(({ name }) => isNamedLikeSought(name));
  const shownTypes = types.filter(({ title }) => isNamedLikeSought(title));
  return (
    <Stack>
      <Group justify="space-between">
        <SearchField value={sought} onChange={seek} w={{ base: "100%", xs: 280 }} />
        <SegmentedControl
          value={by || "group"}
          onChange={(value) => setBy(value === "group" ? "" : value)}
          data={[
            { value: "group", label: text.content.groups.byGroup },
            { value: "type", label: text.content.groups.byType },
          ]}
          aria-label={text.content.groups.by}
        />
      </Group>
      {(by === "type" ? shownTypes : shownGroups).length === 0 && <Text c="dimmed">{text.app.nothingFound}</Text>}
      <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: "start" }}>
        {by === "type" ? (
          <Some items={shownTypes} first={FEW_CARDS}>
            {(type) => <TypeCard key={type.uid} place={place} type={type} groups={groups} />}
          </Some>
        ) : (
          <Some items={shownGroups} first={FEW_CARDS}>
            {(group) => <GroupCard key={group.uid} place={place} group={group} types={types} />}
          </Some>
        )}
      </SimpleGrid>
    </Stack>
  );
}

function GroupCard({ place, group, types }: { place: Place; group: VariantGroup; types: readonly ContentType[] }) {
  const behind = group.personalize_metadata;
  return (
    <Paper p="md" component="section" aria-label={group.name} data-testid={`variant-group-${group.uid}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>{group.name}</Title>
        {behind && behind.project_uid === place.projectUid && (
          <Anchor component={Link} size="sm" to={`/projects/${place.projectUid}/experiences/${behind.experience_uid}`} style={{ whiteSpace: "nowrap" }}>
            {text.content.groups.experience}
          </Anchor>
        )}
      </Group>
      <Stack gap={6} mt="sm" component="ul" p={0} style={{ listStyle: "none" }}>
        {(group.variants ?? []).map((variant) => (
          <Group component="li" key={variant.uid} justify="space-between" gap="xs">
            <Group gap="xs">
              <Text size="sm">{variant.name}</Text>
              {variant.personalize_metadata?.status === "unlinked" && (
                <Badge size="sm" variant="light" color="gray">{text.content.groups.goneFromExperience}</Badge>
              )}
            </Group>
            {variant.alias && <Code>{variant.alias}</Code>}
          </Group>
        ))}
        {(group.variants ?? []).length === 0 && <Text size="sm" c="dimmed">{text.content.groups.noVariants}</Text>}
      </Stack>
      <Divider my="sm" label={text.content.groups.types} labelPosition="left" />
      {types.length === 0 && <Text size="sm" c="dimmed">{text.content.noTypes}</Text>}
      <Some items={linkedFirst(types, (type) => linkOf(group, type.uid), FEW_ROWS)} first={FEW_ROWS}>
        {(type) => <LinkRow key={type.uid} place={place} group={group} type={type} name={type.title} />}
      </Some>
    </Paper>
  );
}

function TypeCard({ place, type, groups }: { place: Place; type: ContentType; groups: readonly VariantGroup[] }) {
  return (
    <Paper p="md" component="section" aria-label={type.title}>
      <Title order={2} size="h4">{type.title}</Title>
      {type.description && <Text size="sm" c="dimmed">{type.description}</Text>}
      <Divider my="sm" label={text.content.groups.groups} labelPosition="left" />
      <Some items={linkedFirst(groups, (group) => linkOf(group, type.uid), FEW_ROWS)} first={FEW_ROWS}>
        {(group) => <LinkRow key={group.uid} place={place} group={group} type={type} name={group.name} />}
      </Some>
    </Paper>
  );
}
