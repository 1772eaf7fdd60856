import { ActionIcon, Button, Code, Group, Input, Stack, Text, TextInput, Title, Tooltip } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { text } from "../../text";
import type { PlannedVariant } from "./plan";

const said = text.experiences.variants;

interface SectionProps {
  title: string;
  hint?: string;
  error?: string;
  children: ReactNode;
}

/** One part of the form, with what it is for. */
export function Section({ title, hint, error, children }: SectionProps) {
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <div>
        <Title order={2} size="h4">
          {title}
        </Title>
        {hint && (
          <Text size="sm" c="dimmed" maw={880}>
            {hint}
          </Text>
        )}
      </div>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      {children}
    </Stack>
  );
}

interface Props {
  variant: PlannedVariant;
  handle?: ReactNode;
  error?: string;
  onRename: (name: string) => void;
  onRemove: () => void;
  /** What stands between the name and the end of the row. */
  children?: ReactNode;
}

/** The first line of a variant's row: its place, name, short UID, and the way out. */
export function VariantHead({ variant, handle, error, onRename, onRemove, children }: Props) {
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap">
      {handle && <div style={{ paddingTop: LABEL_HEIGHT }}>{handle}</div>}
      <Group gap="sm" align="flex-start" flex={1} miw={0}>
        <TextInput
          label={said.name}
          placeholder={said.namePlaceholder}
          value={variant.name}
          onChange={(event) => onRename(event.currentTarget.value)}
          error={error}
          maxLength={200}
          flex="1 1 200px"
          data-testid="variant-name-text-input"
        />
        {children}
        <ShortUid value={variant.shortUid} />
      </Group>
      <Tooltip label={said.remove(variant.name)}>
        <ActionIcon variant="subtle" color="gray" mt={LABEL_HEIGHT + 3} aria-label={said.remove(variant.name)} onClick={onRemove}>
          <IconTrash size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

// What stands beside an input begins where the input does, below its label.
const LABEL_HEIGHT = 26;
// As high as an input, so that a value stands level with what is typed beside it.
export const LINE = "36px";

function ShortUid({ value }: { value: string | null }) {
  return (
    <Tooltip label={said.shortUidLater} disabled={value !== null}>
      <Input.Wrapper
        label={said.shortUid}
        labelElement="div"
        // On a phone it has a line below the name.
        display={{ base: "flex", sm: "block" }}
        w={{ base: "100%", sm: 74 }}
        style={{ alignItems: "center", gap: 8 }}
        data-testid="short-uid-field-placeholder"
      >
        <Text component="div" size="sm" lh={LINE}>
          <Code>{value ?? "–"}</Code>
        </Text>
      </Input.Wrapper>
    </Tooltip>
  );
}

export function AddVariant({ onAdd }: { onAdd: () => void }) {
  return (
    <Group>
      <Button variant="light" leftSection={<IconPlus size={16} />} onClick={onAdd} data-testid="add-variant-button">
        {said.add}
      </Button>
    </Group>
  );
}
