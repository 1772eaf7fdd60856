import { Badge, Button, Fieldset, Group, Menu, Paper, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconPlus } from "@tabler/icons-react";

import { text } from "../../text";
import { valueAt } from "../paths";
import { elementOf, type Field, instancesOf, labelOf, newInstanceUid } from "../schema";
import { defaults } from "../values";
import { FieldList } from "./FieldList";
import { useEntryForm } from "./form";
import { MoveButtons, moved } from "./MoveButtons";

interface Props {
  field: Field;
  value: unknown;
  path: string;
  isNew: boolean;
}

/** A list of groups, or of modular blocks: each with its fields, in an order that a variant may change. */
export function InstanceList({ field, value, path, isNew }: Props) {
  const { variant, arrange, problemAt } = useEntryForm();
  const instances = instancesOf(field, value);
  const original = variant && !isNew ? instancesOf(field, valueAt(variant.base, path)).map(({ ref }) => ref) : [];
  const isCompared = variant !== null && !isNew;
  const problem = problemAt(path, true);
  const change = (next: typeof instances) => arrange(path, next.map(elementOf));
  return (
    <Fieldset legend={<Text fw={600} size="sm">{labelOf(field)}</Text>} radius="md" data-path={path}>
      <Stack gap="sm">
        {problem && <Text size="sm" c="red" role="alert">{problem}</Text>}
        {isCompared && variant.isArranged(path, field) && (
          <Group gap="xs">
            <Badge variant="light" tt="none">{text.content.field.arranged}</Badge>
            <Button size="compact-xs" variant="subtle" leftSection={<IconArrowBackUp size={14} />} onClick={() => variant.restore(path, field)}>
              {text.content.field.restore}
            </Button>
          </Group>
        )}
        {instances.length === 0 && <Text size="sm" c="dimmed">{text.content.field.nothing}</Text>}
        {instances.map((instance, index) => {
          const name = `${instance.block?.title ?? labelOf(field)} ${index + 1}`;
          const isOwn = isCompared && !original.includes(instance.ref);
          return (
            <Paper key={instance.ref} p="sm" bg="light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-8))" component="section" aria-label={name}>
              <Group justify="space-between" mb="xs" wrap="nowrap">
                <Group gap="xs">
                  <Text size="sm" fw={600}>{name}</Text>
                  {isOwn && <Badge size="sm" variant="light" tt="none">{text.content.field.onlyHere}</Badge>}
                </Group>
                <MoveButtons
                  label={name}
                  index={index}
                  count={instances.length}
                  onMove={(to) => change(moved(instances, index, to))}
                  onRemove={() => change(instances.toSpliced(index, 1))}
                />
              </Group>
              <FieldList schema={instance.schema} values={instance.fields} prefix={`${path}.${instance.ref}.`} isNew={isNew || isOwn} />
            </Paper>
          );
        })}
        <AddInstance field={field} onAdd={(element) => arrange(path, [...instances.map(elementOf), element])} />
      </Stack>
    </Fieldset>
  );
}

function AddInstance({ field, onAdd }: { field: Field; onAdd: (element: Record<string, unknown>) => void }) {
  const made = (schema: readonly Field[] = []) => ({ ...defaults(schema), _metadata: { uid: newInstanceUid() } });
  const button = { size: "compact-sm", variant: "light", leftSection: <IconPlus size={14} /> } as const;
  if (field.data_type !== "blocks") {
    return (
      <Group>
        <Button {...button} onClick={() => onAdd(made(field.schema))} aria-label={text.content.field.addTo(labelOf(field))}>
          {text.content.field.add}
        </Button>
      </Group>
    );
  }
  return (
    <Group>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button {...button} aria-label={text.content.field.addTo(labelOf(field))}>{text.content.field.add}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(field.blocks ?? []).map((block) => (
            <Menu.Item key={block.uid} onClick={() => onAdd({ [block.uid]: made(block.schema) })}>
              {block.title ?? block.uid}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
