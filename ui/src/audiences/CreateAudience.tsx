import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { keys } from "../app/queries";
import { ErrorNotice } from "../parts/ErrorNotice";
import { FormDrawer } from "../parts/FormDrawer";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { AudienceFields } from "./AudienceFields";
import { type Audience, createAudience } from "./audiences";
import { useAudienceForm } from "./form";

const NOTHING_FOUND = new Map();

interface Props {
  opened: boolean;
  onClose: () => void;
  onCreated: (audience: Audience) => void;
}

/** An audience made without leaving the page that needs it. */
export function CreateAudience({ opened, ...props }: Props) {
  // Away with it once it is closed: the next one starts afresh.
  return opened ? <Open {...props} /> : null;
}

function Open({ onClose, onCreated }: Omit<Props, "opened">) {
  const uid = useProjectUid();
  const queries = useQueryClient();
  const form = useAudienceForm(null);
  const [error, setError] = useState<unknown>(null);
  const creation = useMutation({
    mutationFn: () => createAudience(uid, form.draft),
    onSuccess: async (audience) => {
      await queries.invalidateQueries({ queryKey: keys.project(uid, "audiences") });
      onCreated(audience);
    },
    onError: (failure) => setError(form.refuse(failure)),
  });
  const create = () => {
    setError(null);
    form.refuse(null);
    if (form.check()) creation.mutate();
  };
  return (
    <FormDrawer opened title={text.audiences.page.newTitle} isDirty={form.isDirty} onClose={onClose} size="xl">
      <Stack>
        <ErrorNotice error={error} />
        <AudienceFields form={form} findings={NOTHING_FOUND} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.app.cancel}
          </Button>
          <Button onClick={create} loading={creation.isPending}>
            {text.audiences.page.create}
          </Button>
        </Group>
      </Stack>
    </FormDrawer>
  );
}
