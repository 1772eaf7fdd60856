import { Badge, Group, type MantineColor, Stack, Text } from "@mantine/core";

import { text } from "../../text";
import type { Change } from "./diff";

const COLORS: Record<Change["kind"], MantineColor> = { new: "teal", gone: "red", changed: "yellow" };
const said = text.experiences.diff;

/** What is different between two versions, for people. */
export function ChangeList({ changes, none = said.none }: { changes: readonly Change[]; none?: string }) {
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {changes.map((change) => (
        <Group key={change.kind + change.subject + change.details.join()} component="li" wrap="nowrap" align="flex-start" gap="sm">
          <Badge
            variant="light"
            color={COLORS[change.kind]}
            radius="sm"
            tt="none"
            w={84}
            mt={1}
            styles={{ root: { flexShrink: 0 }, label: { color: "var(--mantine-color-text)" } }}
          >
            {said.kinds[change.kind]}
          </Badge>
          <div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
            <Text size="sm" fw={550}>
              {change.subject}
            </Text>
            {change.details.map((detail) => (
              <Text key={detail} size="sm" c="dimmed">
                {detail}
              </Text>
            ))}
          </div>
        </Group>
      ))}
    </Stack>
  );
}
