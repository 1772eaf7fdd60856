import { arrayMove } from "@dnd-kit/sortable";
import { Paper, Stack, Text } from "@mantine/core";

import { text } from "../../text";
import { SortableRow, SortableRows } from "../SortableRows";
import { AudiencePicker } from "./AudiencePicker";
import type { Fields } from "./fields";
import { newVariant, type PlannedVariant, replaced } from "./plan";
import { AddVariant, Section, VariantHead } from "./VariantHead";

const said = text.experiences.variants;

/** Variants from the first that a visitor may get to the last, each with whom it is for. */
export function SegmentedForm({ projectUid, plan, onChange, problems }: Fields) {
  const { variants } = plan;
  const setVariants = (rows: PlannedVariant[]) => onChange({ variants: rows });
  return (
    <Section title={said.title} hint={said.segmentedHint} error={problems.variants}>
      <Stack gap="sm">
        {variants.length === 0 && (
          <Text size="sm" c="dimmed">
            {said.none}
          </Text>
        )}
        <SortableRows keys={variants.map(({ key }) => key)} onMove={(from, to) => setVariants(arrayMove(variants, from, to))}>
          {variants.map((variant) => (
            <SortableRow key={variant.key} id={variant.key} label={said.move(variant.name)} testId="variant-row" isFixed={variants.length < 2}>
              {(handle) => (
                <Paper p="md" radius="md">
                  <VariantHead
                    variant={variant}
                    handle={handle}
                    error={problems[`name/${variant.key}`]}
                    onRename={(name) => setVariants(replaced(variants, variant.key, { name }))}
                    onRemove={() => setVariants(variants.filter(({ key }) => key !== variant.key))}
                  />
                  <AudiencePicker
                    projectUid={projectUid}
                    value={variant}
                    onChange={(crowd) => setVariants(replaced(variants, variant.key, crowd))}
                    error={problems[`audiences/${variant.key}`]}
                  />
                </Paper>
              )}
            </SortableRow>
          ))}
        </SortableRows>
        <AddVariant onAdd={() => setVariants([...variants, newVariant()])} />
      </Stack>
    </Section>
  );
}
