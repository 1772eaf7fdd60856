import { Alert, Button, Grid, Paper, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { flushSync } from "react-dom";

import { keys } from "../app/queries";
import { ErrorNotice } from "../parts/ErrorNotice";
import { UnsavedGuard } from "../parts/leaving";
import { PageHeader } from "../parts/PageHeader";
import { ConflictDialog, useSaving } from "../parts/saving";
import { shownAge } from "../parts/times";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { AudienceFields } from "./AudienceFields";
import { createAudience, saveAudience, type TaggedAudience } from "./audiences";
import { DeleteAudience } from "./DeleteAudience";
import { useAudienceForm } from "./form";
import { useTrial } from "./trying/trying";
import { TryVisitor } from "./trying/TryVisitor";
import { useAudienceUses } from "./uses";
import { UsesPanel } from "./UsesPanel";
import { useAddressedVisitor } from "./visitor/addressed";
import { countSaid } from "./visitor/visitor";

const words = text.audiences.page;

interface Props {
  /** The audience as it was read; null makes a new one. */
  tagged: TaggedAudience | null;
  onSaved: (saved: TaggedAudience) => void;
  onReload?: () => Promise<TaggedAudience>;
}

/** One audience: its rules, somebody to try them on, and where it is used. */
export function AudienceEditor({ tagged, onSaved, onReload }: Props) {
  const projectUid = useProjectUid();
  const queries = useQueryClient();
  const [read, setRead] = useState(tagged);
  const [unshown, setUnshown] = useState<unknown>(null);
  const [isDone, setIsDone] = useState(false);
  const form = useAudienceForm(read?.audience ?? null);
  const [visitor, setVisitor] = useAddressedVisitor();
  const trial = useTrial(form.group, form.unfinished, visitor, form.vocabulary !== undefined && countSaid(visitor) > 0);
  const uses = useAudienceUses(projectUid).get(read?.audience.uid ?? "") ?? [];

  function adopt(saved: TaggedAudience) {
    setRead(saved);
    form.adopt(saved.audience);
  }
  // Somebody else's save while nothing is typed here is simply shown.
  if (tagged && read && tagged.etag !== read.etag && !form.isDirty && tagged.audience.updatedAt > read.audience.updatedAt) {
    adopt(tagged);
  }

  async function send(etag: string) {
    const uid = read?.audience.uid;
    const saved = uid
      ? await saveAudience(projectUid, uid, form.draft, etag)
      : { audience: await createAudience(projectUid, form.draft), etag: "*" };
    notifications.show({ message: uid ? words.saved : words.created, color: "teal" });
    void queries.invalidateQueries({ queryKey: keys.project(projectUid, "audiences"), exact: true });
    // A new audience leads away from here: the guard has to know before that nothing is unsaved any more.
    flushSync(() => (uid ? adopt(saved) : setIsDone(true)));
    onSaved(saved);
  }
  const saving = useSaving(
    read?.etag ?? null,
    (etag) => send(etag).catch((error: unknown) => {
      setUnshown(form.refuse(error));
      throw error;
    }),
    () => void onReload?.().then(adopt),
  );

  function save() {
    setUnshown(null);
    form.refuse(null);
    if (form.check()) void saving.start();
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <UnsavedGuard when={form.isDirty && !isDone} />
      <ConflictDialog {...saving.conflict} />
      <PageHeader
        title={read ? read.audience.name : words.newTitle}
        hint={read && words.changed(shownAge(read.audience.updatedAt), read.audience.updatedByUserName)}
        trail={[{ label: text.audiences.title, to: `/projects/${projectUid}/audiences` }]}
        actions={
          <>
            {read && <DeleteAudience audience={read.audience} uses={uses} onDeleted={() => setIsDone(true)} />}
            <Button type="submit" loading={saving.isBusy} disabled={read !== null && !form.isDirty}>
              {read ? words.save : words.create}
            </Button>
          </>
        }
      />
      <ErrorNotice error={saving.error && unshown} />
      {form.isDirty && uses.length > 0 && (
        <Alert color="yellow" p="sm" mb="md">
          <Text size="sm">{words.liveEffect(uses.length)}</Text>
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Paper p={{ base: "sm", sm: "lg" }}>
            <AudienceFields form={form} findings={trial.findings} />
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="lg">
            {read && <UsesPanel uid={read.audience.uid} uses={uses} />}
            <Paper p="md">
              <TryVisitor trial={trial} hasUnfinished={form.unfinished.size > 0} visitor={visitor} onChange={setVisitor} />
            </Paper>
          </Stack>
        </Grid.Col>
      </Grid>
    </form>
  );
}
