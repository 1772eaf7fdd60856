import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { keys } from "../app/queries";
import { ErrorNotice } from "../parts/ErrorNotice";
import { fieldError, unlessShown } from "../parts/fieldErrors";
import { FormDrawer } from "../parts/FormDrawer";
import { ConflictDialog, useSaving } from "../parts/saving";
import { type Use, UseList } from "../parts/uses";
import { text } from "../text";
import { createAttribute, type CustomAttribute, saveAttribute } from "./attributes";
import { suggestedKey } from "./listing";

const words = text.attributes;

interface Props {
  projectUid: string;
  /** What is edited, and its ETag; without one an attribute is created. */
  edited?: { attribute: CustomAttribute; etag: string };
  uses: readonly Use[];
  onReload: () => void;
  onClose: () => void;
}

/** The drawer in which an attribute is created or changed. */
export function AttributeForm({ projectUid, edited, uses, onReload, onClose }: Props) {
  const queries = useQueryClient();
  const before = edited?.attribute;
  const [isKeyTyped, setIsKeyTyped] = useState(before !== undefined);
  const form = useForm({
    initialValues: { name: before?.name ?? "", key: before?.key ?? "", description: before?.description ?? "" },
    validate: { name: isNotEmpty(words.name.required), key: isNotEmpty(words.key.required) },
  });
  const saving = useSaving(
    edited?.etag ?? null,
    async (etag) => {
      const draft = form.getValues();
      if (before) await saveAttribute(projectUid, before.uid, draft, etag);
      else await createAttribute(projectUid, draft);
      await queries.invalidateQueries({ queryKey: keys.project(projectUid) });
      notifications.show({ message: before ? words.saved(draft.name) : words.created(draft.name), color: "teal" });
      onClose();
    },
    onReload,
  );
  const { name, key } = form.values;
  const refusedName = fieldError(saving.error, "/name", "DUPLICATE_NAME");
  const refusedKey = fieldError(saving.error, "/key", "DUPLICATE_KEY");
  const isKeyChanged = before !== undefined && key.trim() !== before.key;

  function typeName(value: string) {
    form.setFieldValue("name", value);
    if (!isKeyTyped) form.setFieldValue("key", suggestedKey(value));
    saving.forget();
  }

  function typeKey(value: string) {
    setIsKeyTyped(true);
    form.setFieldValue("key", value);
    saving.forget();
  }

  return (
    <FormDrawer opened title={before ? words.edit : words.create} isDirty={form.isDirty()} onClose={onClose}>
      <form onSubmit={form.onSubmit(() => void saving.start())} noValidate>
        <Stack>
          <ErrorNotice error={unlessShown(saving.error, refusedName, refusedKey)} />
          <TextInput
            label={words.name.label}
            description={words.name.hint}
            withAsterisk
            data-autofocus
            maxLength={200}
            value={name}
            error={form.errors.name ?? refusedName}
            onChange={(event) => typeName(event.currentTarget.value)}
          />
          <TextInput
            label={words.key.label}
            description={words.key.hint}
            withAsterisk
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
