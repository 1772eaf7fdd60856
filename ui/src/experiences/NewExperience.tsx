import { Button, Group, Modal, Radio, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";

import { ErrorNotice } from "../parts/ErrorNotice";
import { fieldError, unlessShown } from "../parts/fieldErrors";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { useChanges } from "./changing";
import { experiencesQuery, type ExperienceType } from "./experience";
import { tagsOf } from "./filtering";
import { TagsField } from "./TagsField";

const TYPES: readonly ExperienceType[] = ["SEGMENTED", "AB_TEST"];
const said = text.experiences;

/** Asks for what an experience begins with, and goes on to its configuration. */
export function NewExperience({ onClose }: { onClose: () => void }) {
  const projectUid = useProjectUid();
  const navigate = useNavigate();
  const changes = useChanges(projectUid);
  const { data: experiences } = useQuery(experiencesQuery(projectUid));
  const [type, setType] = useState<ExperienceType>("SEGMENTED");
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [tags, setTags] = useState<string[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [isAsked, setIsAsked] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setIsAsked(true);
    if (!name.trim()) return;
    setIsBusy(true);
    setError(null);
    try {
      const { uid } = await changes.create({ name: name.trim(), description, tags, __type: type });
      void navigate(`${uid}/configuration`);
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  }

  const nameError = isAsked && !name.trim() ? said.fields.nameMissing : fieldError(error, "/name", "DUPLICATE_NAME");
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} size="lg" title={<Text fw={600}>{said.creating.title}</Text>}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <ErrorNotice error={unlessShown(error, nameError)} />
          <Radio.Group
            label={said.fields.type}
            description={said.fields.typeFixed}
            value={type}
            onChange={(value) => setType(value as ExperienceType)}
          >
            <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs">
              {TYPES.map((kind) => (
                <TypeCard key={kind} kind={kind} />
              ))}
            </SimpleGrid>
          </Radio.Group>
          <TextInput
            label={said.fields.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={nameError}
            maxLength={200}
            required
            data-autofocus
          />
          <Textarea
            label={said.fields.description}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={fieldError(error, "/description")}
            autosize
            minRows={2}
          />
          <TagsField value={tags} onChange={setTags} known={tagsOf(experiences ?? [])} error={fieldError(error, "/tags")} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {text.app.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {said.creating.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function TypeCard({ kind }: { kind: ExperienceType }) {
  const { label, hint } = said.types[kind];
  return (
    <Radio.Card value={kind} p="md" radius="md" aria-label={label} style={{ display: "flex", alignItems: "flex-start" }}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator />
        <div>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        </div>
      </Group>
    </Radio.Card>
  );
}
