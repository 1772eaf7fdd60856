import { Accordion, Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorNotice } from "../../parts/ErrorNotice";
import { shownTime } from "../../parts/times";
import { text } from "../../text";
import type { Which } from "../publishing/publishing";
import { LOOK_AGAIN_MS, type Place } from "../stack";
import { versionsQuery } from "./entries";

interface Props {
  place: Place;
  which: Which;
  /** "" for the entry itself. */
  variantUid: string;
}

/** When the entry, or one of its variants, was saved. */
export function Versions({ place, which, variantUid }: Props) {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Accordion variant="separated" mt="lg" value={opened} onChange={setOpened}>
      <Accordion.Item value="versions">
        <Accordion.Control>{text.content.entry.versions}</Accordion.Control>
        <Accordion.Panel>{opened && <Listed place={place} which={which} variantUid={variantUid} />}</Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function Listed({ place, which, variantUid }: Props) {
  const { data, error } = useQuery({ ...versionsQuery(place, which, variantUid), refetchInterval: LOOK_AGAIN_MS });
  if (error) return <ErrorNotice error={error} />;
  if (data?.length === 0) return <Text size="sm" c="dimmed">{text.content.entry.noVersions}</Text>;
  return (
    <Stack gap="xs">
      {(data ?? []).map((version, index) => (
        <Group key={version._version} gap="sm">
          <Text size="sm">{text.content.entry.version(version._version)}</Text>
          {index === 0 && <Badge size="sm" variant="light">{text.content.entry.latest}</Badge>}
          <Text size="sm" c="dimmed">{shownTime(version.updated_at)}</Text>
        </Group>
      ))}
    </Stack>
  );
}
