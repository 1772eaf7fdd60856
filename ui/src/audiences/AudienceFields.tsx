import { Alert, Blockquote, Skeleton, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMemo } from "react";

import { text } from "../text";
import { RuleBuilder } from "./builder/RuleBuilder";
import { sentence } from "./builder/sentence";
import { type BuilderGroup, isGroup } from "./builder/wire";
import type { AudienceFormState } from "./form";
import { useRegionNames } from "./places/PlaceFields";
import type { Findings } from "./trying/findings";

const words = text.audiences;
const LONGEST_NAME = 200;

interface Props {
  form: AudienceFormState;
  findings: Findings;
}

/** The name, the description and the rules of an audience, and the rules in plain words. */
export function AudienceFields({ form, findings }: Props) {
  return (
    <Stack gap="lg">
      <Stack gap="sm">
        <TextInput
          label={words.page.name}
          placeholder={words.page.namePlaceholder}
          value={form.name}
          onChange={(event) => form.setName(event.currentTarget.value)}
          error={form.nameError}
          maxLength={LONGEST_NAME}
          withAsterisk
        />
        <Textarea
          label={words.page.description}
          placeholder={words.page.descriptionPlaceholder}
          value={form.description}
          onChange={(event) => form.setDescription(event.currentTarget.value)}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={2000}
        />
      </Stack>
      <Stack gap="sm" component="section" aria-label={words.page.rules}>
        <Title order={2} size="h4">
          {words.page.rules}
        </Title>
        <PlainWords form={form} />
        {form.isMarked && (
          <Alert color="red" p="xs" role="alert">
            <Text size="sm">{words.page.check}</Text>
          </Alert>
        )}
        {form.vocabulary ? (
          <div>
            <RuleBuilder
              group={form.group}
              onChange={form.setGroup}
              vocabulary={form.vocabulary}
              problems={form.problems}
              findings={findings}
            />
          </div>
        ) : (
          <Skeleton h={160} radius="md" />
        )}
      </Stack>
    </Stack>
  );
}

function PlainWords({ form }: { form: AudienceFormState }) {
  const regions = useRegionNames(useMemo(() => regionCodes(form.group), [form.group]));
  const { vocabulary } = form;
  if (!vocabulary) return <Skeleton h={40} radius="md" />;
  const told = sentence(form.draft.definition, { attributes: vocabulary.attributes, lytics: vocabulary.lytics, regions });
  return (
    <Blockquote p="xs" pl="sm" radius="md" m={0} data-testid="plain-words">
      <Text size="xs" c="dimmed">
        {words.builder.plainWords}
      </Text>
      <Text size="sm" style={{ overflowWrap: "anywhere" }} aria-live="polite">
        {told}
      </Text>
    </Blockquote>
  );
}

function regionCodes(group: BuilderGroup): string[] {
  return group.rules.flatMap((rule) => {
    if (isGroup(rule)) return regionCodes(rule);
    const { comparison } = rule.value;
    const isRegion = rule.field === "PresetAttributeReference/REGION" && comparison?.__type === "StringMatchOptions";
    return isRegion && comparison.value ? [comparison.value] : [];
  });
}
