import { Paper, Stack, Text, Title } from "@mantine/core";

import { Copyable } from "../parts/Copyable";
import { type Use, UseList } from "../parts/uses";
import { text } from "../text";

const words = text.audiences.page;

/** Where an audience is used, and the uid that other tools know it by. */
export function UsesPanel({ uid, uses }: { uid: string; uses: readonly Use[] }) {
  return (
    <Paper p="md" component="section" aria-label={words.usedIn}>
      <Stack gap="xs">
        <Title order={2} size="h4">
          {words.usedIn}
        </Title>
        {uses.length > 0 ? (
          <UseList uses={uses} />
        ) : (
          <Text size="sm" c="dimmed">
            {words.unused}
          </Text>
        )}
        <div>
          <Text size="xs" c="dimmed">
            {words.uid}
          </Text>
          <Copyable value={uid} label={words.uid} />
        </div>
      </Stack>
    </Paper>
  );
}
