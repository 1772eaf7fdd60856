import { Badge, ColorSwatch, Group, Text, Tooltip } from "@mantine/core";

import { text } from "../../text";
import type { Fields } from "../schema";
import type { Environment } from "../stack";
import { stateIn } from "./publishing";

const COLORS = { none: "gray", current: "teal", older: "yellow" } as const;

interface Props {
  document: Fields;
  environments: readonly Environment[];
  locale: string;
}

/** Where something is published, and whether as it is now. */
export function PublishBadges({ document, environments, locale }: Props) {
  const shown = environments
    .map(({ uid, name }) => ({ name, state: stateIn(document, uid, locale) }))
    .filter(({ state }) => state !== "none");
  if (shown.length === 0) return <Text size="xs" c="dimmed">{text.content.entries.states.none}</Text>;
  return (
    <Group gap={6}>
      {shown.map(({ name, state }) => (
        <Tooltip key={name} label={text.content.entries.states[state]}>
          <Badge
            size="sm"
            variant="default"
            leftSection={<ColorSwatch size={8} color={`var(--mantine-color-${COLORS[state]}-6)`} withShadow={false} />}
            tt="none"
            tabIndex={0}
            aria-label={text.content.publish.state(name, text.content.entries.states[state])}
          >
            {state === "older" ? `${name} ↻` : name}
          </Badge>
        </Tooltip>
      ))}
    </Group>
  );
}
