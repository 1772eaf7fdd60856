import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";

import { keys } from "../app/queries";
import { ErrorNotice } from "../parts/ErrorNotice";
import { fieldError, unlessShown } from "../parts/fieldErrors";
import { FormDrawer } from "../parts/FormDrawer";
import { ConflictDialog, useSaving } from "../parts/saving";
import { type Use, UseList } from "../parts/uses";
import { text } from "../text";
import { createEvent, type Event, saveEvent } from "./events";

const words = text.events;

interface Props {
  projectUid: string;
  /** What is edited, and its ETag; without one an event is created. */
  edited?: { event: Event; etag: string };
  uses: readonly Use[];
  onReload: () => void;
  onClose: () => void;
}

/** The drawer in which an event is created or changed. */
export function EventForm({ projectUid, edited, uses, onReload, onClose }: Props) {
  const queries = useQueryClient();
  const before = edited?.event;
  const form = useForm({
    initialValues: { key: before?.key ?? "", description: before?.description ?? "" },
    validate: { key: isNotEmpty(words.key.required) },
  });
  const saving = useSaving(
    edited?.etag ?? null,
    async (etag) => {
      const draft = form.getValues();
      if (before) await saveEvent(projectUid, before.uid, draft, etag);
      else await createEvent(projectUid, draft);
      await queries.invalidateQueries({ queryKey: keys.project(projectUid) });
      notifications.show({ message: before ? words.saved(draft.key) : words.created(draft.key), color: "teal" });
      onClose();
    },
    onReload,
  );
  const { key } = form.values;
  const refusedKey = fieldError(saving.error, "/key", "DUPLICATE_KEY");
  const isKeyChanged = before !== undefined && key.trim() !== before.key;

  function typeKey(value: string) {
    form.setFieldValue("key", value);
    saving.forget();
  }

  return (
    <FormDrawer opened title={before ? words.edit : words.create} isDirty={form.isDirty()} onClose={onClose}>
      <form onSubmit={form.onSubmit(() => void saving.start())} noValidate>
        <Stack>
          <ErrorNotice error={unlessShown(saving.error, refusedKey)} />
          <TextInput
            label={words.key.label}
            description={words.key.hint}
            withAsterisk
            data-autofocus
            maxLength={200}
            spellCheck={false}
            autoCapitalize="off"
            value={key}
            error={form.errors.key ?? refusedKey}
            onChange={(event) => typeKey(event.currentTarget.value)}
          />
          {isKeyChanged && (
            <Alert color="orange" icon={<IconAlertTriangle size={18} />} title={words.keyChange.title} role="status">
              <Text size="sm">{words.keyChange.body(before.key)}</Text>
              {uses.length > 0 && (
                <>
                  <Text size="sm" mt="xs">
                    {words.keyChange.used}
                  </Text>
                  <UseList uses={uses} />
                </>
              )}
            </Alert>
          )}
          <Textarea
            label={words.description.label}
            description={words.description.hint}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            {...form.getInputProps("description")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isBusy} disabled={before !== undefined && !form.isDirty()}>
              {text.app.save}
            </Button>
          </Group>
        </Stack>
      </form>
      <ConflictDialog {...saving.conflict} />
    </FormDrawer>
  );
}
