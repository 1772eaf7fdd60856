import { Accordion, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorNotice } from "../../parts/ErrorNotice";
import { Some } from "../../parts/Some";
import { shownTime } from "../../parts/times";
import { text } from "../../text";
import { LOOK_AGAIN_MS } from "../stack";
import { versionsQuery } from "./entries";
import { type Restorable, RestoreDialog } from "./RestoreDialog";

const FEW = 20;
const words = text.content.entry;

/** When the entry, or one of its variants, was saved; each version can be saved again. */
export function Versions(props: Restorable) {
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Accordion variant="separated" mt="lg" value={opened} onChange={setOpened}>
      <Accordion.Item value="versions">
        <Accordion.Control>{words.versions}</Accordion.Control>
        <Accordion.Panel>{opened && <Listed {...props} />}</Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function Listed(props: Restorable) {
  const { place, which, variantUid } = props;
  const { data, error } = useQuery({ ...versionsQuery(place, which, variantUid), refetchInterval: LOOK_AGAIN_MS });
  const [restored, setRestored] = useState<number | null>(null);
  if (error) return <ErrorNotice error={error} />;
  if (data?.length === 0) return <Text size="sm" c="dimmed">{words.noVersions}</Text>;
  const latest = data?.[0]?._version;
  return (
    <Stack gap="xs" align="flex-start">
      <Some items={data ?? []} first={FEW}>
        {({ _version: version, updated_at: time }) => (
          <Group key={version} gap="sm">
            <Text size="sm">{words.version(version)}</Text>
            <Text size="sm" c="dimmed">{shownTime(time)}</Text>
            {version === latest ? (
              <Badge size="sm" variant="light">{words.latest}</Badge>
            ) : (
              <Button size="compact-sm" variant="subtle" aria-label={words.restore.of(version)} onClick={() => setRestored(version)}>
                {words.restore.begin}
              </Button>
            )}
          </Group>
        )}
      </Some>
      {restored !== null && <RestoreDialog {...props} version={restored} onClose={() => setRestored(null)} />}
    </Stack>
  );
}
