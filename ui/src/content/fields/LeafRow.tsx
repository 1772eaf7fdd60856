import { Badge, Box, Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";

import { text } from "../../text";
import { ValueText } from "../entries/ValueText";
import { valueAt } from "../paths";
import { type Field, labelOf, takesMany } from "../schema";
import { FieldInput } from "./FieldInput";
import { useEntryForm } from "./form";
import { ManyInputs } from "./ManyInputs";

// These take several values in one input.
const TAKES_LISTS = new Set(["reference", "file", "taxonomy"]);

/** One field; in a variant's form with what the entry has there, and the way back to it. */
export function LeafRow({ field, value, path, isNew }: { field: Field; value: unknown; path: string; isNew: boolean }) {
  const { place, locale, variant, set, problemAt } = useEntryForm();
  const isChanged = variant?.isChanged(path) ?? false;
  const input = { field, label: labelOf(field), value, onChange: (next: unknown) => set(path, next), error: problemAt(path) };
  const isMany = takesMany(field) && !TAKES_LISTS.has(field.data_type) && !field.enum?.choices?.length;
  const shown = isMany ? <ManyInputs {...input} /> : <FieldInput {...input} />;
  if (!variant || isNew) return <div data-path={path}>{shown}</div>;
  return (
    <Box
      data-path={path}
      data-changed={isChanged || undefined}
      pl="sm"
      style={{ borderLeft: `3px solid ${isChanged ? "var(--mantine-primary-color-filled)" : "transparent"}` }}
    >
      {/* Beside each other where there is room. */}
      <Box style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 260px), 1fr))", gap: "4px 24px" }}>
        <div>{shown}</div>
        <Box c="dimmed" pt={2} miw={0} visibleFrom={isChanged ? undefined : "sm"}>
          <Group gap="xs" mih={24}>
            <Text size="xs">{text.content.field.inEntry}</Text>
            {isChanged && <Badge size="sm" variant="light" tt="none">{text.content.field.changed}</Badge>}
            {isChanged && (
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconArrowBackUp size={14} />}
                aria-label={text.content.field.resetOf(labelOf(field))}
                onClick={() => variant.reset(path)}
              >
                {text.content.field.reset}
              </Button>
            )}
          </Group>
          <Text size="sm" lineClamp={4} c={isChanged ? undefined : "dimmed"} style={{ overflowWrap: "anywhere" }}>
            <ValueText place={place} locale={locale} field={field} value={valueAt(variant.base, path)} empty={text.content.field.empty} />
          </Text>
        </Box>
      </Box>
    </Box>
  );
}
