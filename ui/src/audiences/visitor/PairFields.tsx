import { ActionIcon, Autocomplete, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";

import { text } from "../../text";
import type { Pair } from "./visitor";

const words = text.audiences.visitor;

interface Props {
  label: string;
  hint?: string;
  add: string;
  keyLabel: string;
  suggestions?: readonly string[];
  pairs: readonly Pair[];
  onChange: (pairs: Pair[]) => void;
}

/** Names with values, a row each. A row without a name stays here until it has one. */
export function PairFields({ label, hint, add, keyLabel, suggestions, pairs, onChange }: Props) {
  const [rows, setRows] = useState<readonly Pair[]>(pairs);
  const outside = JSON.stringify(pairs);
  useEffect(() => {
    // What comes back from outside is what was typed here, but for rows that are not finished.
    setRows((present) => (JSON.stringify(named(present)) === outside ? present : (JSON.parse(outside) as Pair[])));
  }, [outside]);

  function change(next: readonly Pair[]) {
    setRows(next);
    onChange(named(next));
  }
  const replace = (index: number, part: Partial<Pair>) =>
    change(rows.map((row, other) => (other === index ? { ...row, ...part } : row)));

  return (
    <Stack gap={6} role="group" aria-label={label}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {hint && (
        <Text size="xs" c="dimmed">
          {hint}
        </Text>
      )}
      {rows.map((row, index) => (
        <Group key={index} gap={6} wrap="nowrap">
          <Autocomplete
            aria-label={`${keyLabel} ${index + 1}`}
            placeholder={keyLabel}
            data={[...(suggestions ?? [])]}
            value={row.key}
            onChange={(key) => replace(index, { key })}
            flex={1}
          />
          <TextInput
            aria-label={`${words.value} ${index + 1}`}
            placeholder={words.value}
            value={row.value}
            onChange={(event) => replace(index, { value: event.currentTarget.value })}
            flex={1}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${text.app.remove}: ${row.key || keyLabel}`}
            onClick={() => change(rows.filter((_, other) => other !== index))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="light"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => setRows([...rows, { key: "", value: "" }])}
      >
        {add}
      </Button>
    </Stack>
  );
}

function named(rows: readonly Pair[]): Pair[] {
  return rows.filter(({ key }) => key.trim());
}
