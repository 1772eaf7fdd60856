import { Alert, Button, Fieldset, Group, Input, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { keys } from "../app/queries";
import { useBase } from "../parts/basing";
import { Copyable } from "../parts/Copyable";
import { ErrorNotice } from "../parts/ErrorNotice";
import { fieldError, unlessShown } from "../parts/fieldErrors";
import { UnsavedGuard } from "../parts/leaving";
import { ConflictDialog, useSaving } from "../parts/saving";
import { useIsOwner } from "../projects/members";
import { projectsQuery, useProjectUid } from "../projects/project";
import { freeStacks, shownStack, stacksQuery } from "../projects/stacks";
import { text } from "../text";
import { DeleteProject } from "./DeleteProject";
import { detailsQuery, type DetailValues, saveDetails, valuesOf } from "./details";
import { OnlyOwners, Setting } from "./Setting";

const words = text.settings.details;

export function DetailsPage() {
  const uid = useProjectUid();
  const queries = useQueryClient();
  const isOwner = useIsOwner(uid);
  const { data: latest, refetch } = useSuspenseQuery(detailsQuery(uid));
  const form = useForm<DetailValues>({ initialValues: valuesOf(latest), validate: { name: isNotEmpty(words.nameRequired) } });
  const [base, take] = useBase(latest, form, valuesOf);
  const saving = useSaving(
    base.etag,
    async (etag) => {
      await saveDetails(uid, form.getValues(), etag);
      await queries.invalidateQueries({ queryKey: keys.projects });
      await queries.invalidateQueries({ queryKey: keys.project(uid) });
      const { data } = await refetch();
      if (data) take(data);
      notifications.show({ message: words.saved, color: "teal" });
    },
    () => void refetch().then(({ data }) => data && take(data)),
  );
  const refusedName = fieldError(saving.error, "/name", "DUPLICATE_NAME");
  const refusedStack = fieldError(saving.error, "/connectedStackApiKey", "STACK_ALREADY_CONNECTED");
  return (
    <>
      <UnsavedGuard when={form.isDirty()} />
      <OnlyOwners isOwner={isOwner} />
      <Setting>
        <form onSubmit={form.onSubmit(() => void saving.start())} noValidate>
          <Stack>
            <Fieldset variant="unstyled" p={0} m={0} disabled={isOwner === false}>
              <Stack>
                <ErrorNotice error={unlessShown(saving.error, refusedName, refusedStack)} />
                <TextInput label={words.name} withAsterisk maxLength={200} {...form.getInputProps("name")} error={form.errors.name ?? refusedName} />
                <Textarea label={words.description} autosize minRows={2} maxRows={8} maxLength={2000} {...form.getInputProps("description")} />
                <StackField uid={uid} connected={base.project.connectedStackApiKey} organization={base.project.organizationUid} value={form.values.stack} onChange={(value) => form.setFieldValue("stack", value)} error={refusedStack} />
              </Stack>
            </Fieldset>
            <Input.Wrapper label={words.uid} description={words.uidHint} labelElement="div">
              <Copyable value={uid} label={words.uid} testId="project-uid-field" />
            </Input.Wrapper>
            <Group justify="flex-end">
              <Button variant="default" disabled={!form.isDirty()} onClick={() => take(latest)}>
                {words.reset}
              </Button>
              <Button type="submit" loading={saving.isBusy} disabled={!form.isDirty()} data-testid="details-save-button">
                {text.app.save}
              </Button>
            </Group>
          </Stack>
        </form>
      </Setting>
      {isOwner && <DeleteProject project={base.project} />}
      <ConflictDialog {...saving.conflict} />
    </>
  );
}

interface StackFieldProps {
  uid: string;
  organization: string;
  /** What is connected as saved. */
  connected: string | null;
  value: string;
  error?: string;
  onChange: (value: string) => void;
}

/** Which stack the project is connected to, and what connecting another one does. */
function StackField({ uid, organization, connected, value, error, onChange }: StackFieldProps) {
  const { data: stacks } = useQuery(stacksQuery);
  const { data: projects } = useQuery(projectsQuery);
  const options = freeStacks(stacks ?? [], projects ?? [], organization, uid).map(({ api_key, name }) => ({ value: api_key, label: name }));
  // A stack that the user may not see is connected all the same.
  if (connected && !options.some((option) => option.value === connected)) {
    options.push({ value: connected, label: shownStack(connected, stacks) });
  }
  return (
    <>
      <Select
        label={words.stack}
        description={words.stackHint}
        data={[{ value: "", label: words.noStack }, ...options]}
        value={value}
        onChange={(chosen) => onChange(chosen ?? "")}
        allowDeselect={false}
        error={error}
      />
      {connected && value !== connected && <Alert color="orange">{words.disconnect}</Alert>}
      {value && value !== connected && <Alert color="iris">{words.connect}</Alert>}
    </>
  );
}
