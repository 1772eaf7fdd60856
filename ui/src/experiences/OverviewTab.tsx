import { Button, Group, Paper, Stack, Textarea, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useLayoutEffect, useRef, useState } from "react";

import { ErrorNotice } from "../parts/ErrorNotice";
import { fieldError, unlessShown } from "../parts/fieldErrors";
import { UnsavedGuard } from "../parts/leaving";
import { ConflictDialog, useSaving } from "../parts/saving";
import { text } from "../text";
import { useChanges } from "./changing";
import { DeleteExperience } from "./DeleteExperience";
import { type Experience, experiencesQuery, taggedExperienceQuery } from "./experience";
import { tagsOf } from "./filtering";
import { TagsField } from "./TagsField";

interface Details {
  name: string;
  description: string;
  tags: string[];
}

const said = text.experiences;

/** What an experience is called; saved apart from its versions, in any state. */
export function OverviewTab({ experience }: { experience: Experience }) {
  const { project, uid } = experience;
  const { data: read, refetch } = useSuspenseQuery(taggedExperienceQuery(project, uid));
  const { data: experiences } = useQuery(experiencesQuery(project));
  const changes = useChanges(project);
  const [basis, setBasis] = useState(read);
  const [details, setDetails] = useState(detailsOf(read.thing));
  const [isAsked, setIsAsked] = useState(false);
  const isDirty = JSON.stringify(details) !== JSON.stringify(detailsOf(basis.thing));

  // Where nothing is typed, what others save shows at once (later it would undo what is typed meanwhile); what one saved
  // oneself is newer than what was read before.
  const seen = useRef(read);
  useLayoutEffect(() => {
    if (isDirty || read === seen.current) return;
    seen.current = read;
    setBasis(read);
    setDetails(detailsOf(read.thing));
  }, [read, isDirty]);

  const saving = useSaving(
    basis.etag,
    async (etag) => {
      const saved = await changes.saveDetails(uid, details, etag);
      setBasis(saved);
      setDetails(detailsOf(saved.thing));
      notifications.show({ message: said.details.saved, color: "teal" });
    },
    () =>
      void refetch().then(({ data }) => {
        if (!data) return;
        setBasis(data);
        setDetails(detailsOf(data.thing));
      }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    setIsAsked(true);
    if (details.name.trim()) void saving.start();
  }

  const change = (part: Partial<Details>) => setDetails((present) => ({ ...present, ...part }));
  const nameError =
    isAsked && !details.name.trim() ? said.fields.nameMissing : fieldError(saving.error, "/name", "DUPLICATE_NAME");
  return (
    <Stack maw={720} gap="lg">
      <UnsavedGuard when={isDirty} />
      <Paper p="lg" component="form" onSubmit={submit}>
        <Stack>
          <Title order={2} size="h4">
            {said.details.title}
          </Title>
          <ErrorNotice error={unlessShown(saving.error, nameError)} />
          <TextInput
            label={said.fields.name}
            value={details.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={nameError}
            maxLength={200}
            withAsterisk
          />
          <Textarea
            label={said.fields.description}
            value={details.description}
            onChange={(event) => change({ description: event.currentTarget.value })}
            error={fieldError(saving.error, "/description")}
            autosize
            minRows={3}
          />
          <TagsField
            value={details.tags}
            onChange={(tags) => change({ tags })}
            known={tagsOf(experiences ?? [])}
            error={fieldError(saving.error, "/tags")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isBusy} disabled={!isDirty} data-testid="details-save-button">
              {said.details.save}
            </Button>
          </Group>
        </Stack>
      </Paper>
      <DeleteExperience experience={experience} etag={read.etag} />
      <ConflictDialog {...saving.conflict} />
    </Stack>
  );
}

function detailsOf({ name, description, tags }: Experience): Details {
  return { name, description, tags };
}
