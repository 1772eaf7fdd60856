import { Badge, Group, Stack, Text } from "@mantine/core";

interface Props {
  name: string;
  shortUid: string;
  mark?: { label: string; colour: string } | null;
}

/** A variant as tables name it. */
export function VariantName({ name, shortUid, mark }: Props) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Badge variant="default" circle size="lg" ff="monospace" fw={500} style={{ flexShrink: 0 }}>
        {shortUid}
      </Badge>
      <Stack gap={2} miw={0}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        {mark && (
          <Badge variant="light" color={mark.colour} size="sm" style={{ textTransform: "none" }}>
            {mark.label}
          </Badge>
        )}
      </Stack>
    </Group>
  );
}
