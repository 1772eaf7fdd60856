import { ActionIcon, Box, Button, Group, Input, Stack } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";

import { text } from "../../text";
import { FieldInput } from "./FieldInput";
import type { InputProps } from "./form";
import { described } from "./simple";

/** A field that takes several values of its kind, one input for each. */
export function ManyInputs(props: InputProps) {
  const { field, label, value, onChange } = props;
  const held: unknown[] = Array.isArray(value) ? value : [];
  const single = { ...field, multiple: false, mandatory: false, field_metadata: { ...field.field_metadata, instruction: undefined } };
  return (
    <Input.Wrapper {...described(props)} labelElement="div">
      <Stack gap="xs" mt={4}>
        {held.map((element, index) => (
          // Values have no names of their own.
          <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
            <Box flex={1} miw={0}>
              <FieldInput field={single} label={`${label} ${index + 1}`} value={element} onChange={(next) => onChange(held.with(index, next))} />
            </Box>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={text.content.field.removeOf(`${label} ${index + 1}`)}
              onClick={() => onChange(held.toSpliced(index, 1))}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} />} aria-label={text.content.field.addTo(label)} onClick={() => onChange([...held, null])}>
            {text.content.field.add}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
