import { Button, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { useNavigate } from "react-router";

import { management } from "../api/client";
import { keys } from "../app/queries";
import { ErrorNotice } from "../parts/ErrorNotice";
import { fieldError, unlessShown } from "../parts/fieldErrors";
import { FormDrawer } from "../parts/FormDrawer";
import { useSaving } from "../parts/saving";
import { text } from "../text";
import type { Project } from "./project";
import { freeStacks, stacksQuery } from "./stacks";

const words = text.projects;

interface Props {
  /** The organizations in which the user may create one. */
  organizations: readonly { uid: string; name: string }[];
  projects: readonly Project[];
  onClose: () => void;
}

export function CreateProject({ organizations, projects, onClose }: Props) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: stacks = [] } = useQuery(stacksQuery);
  const form = useForm({
    initialValues: { name: "", description: "", organization: organizations[0]?.uid ?? "", stack: "" },
    validate: { name: isNotEmpty(words.form.nameRequired) },
  });
  const saving = useSaving(
    null,
    async () => {
      const { name, description, organization, stack } = form.getValues();
      const { data } = await management.POST("/projects", {
        headers: { organization_uid: organization },
        body: { name, description, connectedStackApiKey: stack || null },
      });
      await queries.invalidateQueries({ queryKey: keys.projects });
      notifications.show({ message: words.created(name), color: "teal" });
      // Nothing is unsaved any more; the guard has to know before the page is left.
      flushSync(() => form.resetDirty());
      void navigate(`/projects/${data?.uid ?? ""}`);
    },
    () => undefined,
  );
  const refused = fieldError(saving.error, "/name", "DUPLICATE_NAME");
  const refusedStack = fieldError(saving.error, "/connectedStackApiKey", "STACK_ALREADY_CONNECTED");
  const free = freeStacks(stacks, projects, form.values.organization);
  return (
    <FormDrawer opened title={words.create} isDirty={form.isDirty()} onClose={onClose}>
      <form onSubmit={form.onSubmit(() => void saving.start())} noValidate>
        <Stack>
          <ErrorNotice error={unlessShown(saving.error, refused, refusedStack)} />
          <TextInput
            label={words.form.name}
            description={words.form.nameHint}
            withAsterisk
            data-autofocus
            maxLength={200}
            {...form.getInputProps("name")}
            error={form.errors.name ?? refused}
          />
          <Textarea label={words.form.description} autosize minRows={2} maxRows={8} maxLength={2000} {...form.getInputProps("description")} />
          {organizations.length > 1 && (
            <Select
              label={words.form.organization}
              data={organizations.map(({ uid, name }) => ({ value: uid, label: name }))}
              allowDeselect={false}
              {...form.getInputProps("organization")}
            />
          )}
          <Select
            label={words.form.stack}
            description={words.form.stackHint}
            placeholder={words.form.noStack}
            data={free.map(({ api_key, name }) => ({ value: api_key, label: name }))}
            clearable
            clearButtonProps={{ "aria-label": text.app.clear }}
            {...form.getInputProps("stack")}
            value={form.values.stack || null}
            onChange={(value) => form.setFieldValue("stack", value ?? "")}
            error={refusedStack}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isBusy}>
              {words.form.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDrawer>
  );
}
