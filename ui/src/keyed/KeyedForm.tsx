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
import { called, type Kind, suggestedKey, type Tagged } from "./kind";

interface Props {
  kind: Kind;
  projectUid: string;
  /** What is edited; without it something is created. */
  edited?: Tagged;
  uses: readonly Use[];
  onReload: () => void;
  onClose: () => void;
}

const KEY = { withAsterisk: true, maxLength: 200, spellCheck: false, autoCapitalize: "off" } as const;

/** The drawer in which something with a key is created or changed. */
export function KeyedForm({ kind, projectUid, edited, uses, onReload, onClose }: Props) {
  const queries = useQueryClient();
  const { words } = kind;
  const before = edited?.thing;
  // Until somebody types a key it follows the name.
  const [isKeyTyped, setIsKeyTyped] = useState(before !== undefined || !words.name);
  const form = useForm({
    initialValues: { name: before?.name ?? "", key: before?.key ?? "", description: before?.description ?? "" },
    validate: { key: isNotEmpty(words.key.required), ...(words.name && { name: isNotEmpty(words.name.required) }) },
  });
  const saving = useSaving(
    edited?.etag ?? null,
    async (etag) => {
      const draft = form.getValues();
      if (before) await kind.save(projectUid, before.uid, draft, etag);
      else await kind.create(projectUid, draft);
      await queries.invalidateQueries({ queryKey: keys.project(projectUid) });
      notifications.show({ message: (before ? words.saved : words.created)(called(draft)), color: "teal" });
      onClose();
    },
    onReload,
  );
  const { name, key } = form.values;
  const refusedName = fieldError(saving.error, "/name", "DUPLICATE_NAME");
  const refusedKey = fieldError(saving.error, "/key", "DUPLICATE_KEY");

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
          {words.name && (
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
          )}
          <TextInput
            {...KEY}
            label={words.key.label}
            description={words.key.hint}
            data-autofocus={!words.name || undefined}
            value={key}
            error={form.errors.key ?? refusedKey}
            onChange={(event) => typeKey(event.currentTarget.value)}
          />
          {before && key.trim() !== before.key && <KeyChange words={words.keyChange} before={before.key} uses={uses} />}
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

/** What another key means for the site, and for what goes by it. */
function KeyChange({ words, before, uses }: { words: Kind["words"]["keyChange"]; before: string; uses: readonly Use[] }) {
  return (
    <Alert color="orange" icon={<IconAlertTriangle size={18} />} title={words.title} role="status">
      <Text size="sm">{words.body(before)}</Text>
      {uses.length > 0 && (
        <>
          <Text size="sm" mt="xs">
            {words.used}
          </Text>
          <UseList uses={uses} />
        </>
      )}
    </Alert>
  );
}
