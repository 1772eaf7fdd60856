import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { Failure } from "../api/failures";
import { keys } from "../app/queries";
import { useAddressed } from "../parts/addressing";
import { ConfirmDialog } from "../parts/confirming";
import { ErrorNotice } from "../parts/ErrorNotice";
import { useIsOwner } from "../projects/members";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { ErasureProgress } from "./ErasureProgress";
import { KeptOfVisitor } from "./KeptOfVisitor";
import { OnlyOwners, Setting } from "./Setting";
import { eraseVisitor, readVisitor, type VisitorExport } from "./visitors";

const words = text.settings.visitors;

export function VisitorsPage() {
  const projectUid = useProjectUid();
  const queries = useQueryClient();
  const isOwner = useIsOwner(projectUid);
  // Not in the address: who a visitor is has no place in a browser's history.
  const [uid, setUid] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const [kept, setKept] = useState<VisitorExport | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const [erasure, setErasure] = useAddressed("erasure");
  const isNothing = error instanceof Failure && error.status === 404;

  function isNamed(): boolean {
    setMissing(uid ? null : words.uidRequired);
    return uid !== "";
  }

  async function show() {
    setIsBusy(true);
    setError(null);
    setKept(null);
    try {
      setKept(await readVisitor(projectUid, uid));
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  async function erase() {
    const begun = await eraseVisitor(projectUid, uid);
    queries.setQueryData(keys.project(projectUid, "erasures", begun.uid), begun);
    setKept(null);
    setUid("");
    setErasure(begun.uid);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isNamed() && isOwner) void show();
  }

  return (
    <>
      <Text c="dimmed" size="sm" mb="lg" maw={760}>
        {words.hint}
      </Text>
      {erasure && <ErasureProgress projectUid={projectUid} uid={erasure} onDismiss={() => setErasure("")} />}
      <OnlyOwners isOwner={isOwner}>{words.onlyOwners}</OnlyOwners>
      <Setting>
        <form onSubmit={submit} noValidate>
          <Stack>
            <ErrorNotice error={isNothing ? null : error} />
            <TextInput
              label={words.uid}
              description={words.uidHint}
              autoComplete="off"
              spellCheck={false}
              value={uid}
              error={missing}
              onChange={(event) => {
                setUid(event.currentTarget.value);
                setMissing(null);
                setError(null);
                setKept(null);
              }}
            />
            {isNothing && (
              <Text size="sm" role="status">
                {words.nothing}
              </Text>
            )}
            <Group>
              {isOwner && (
                <Button type="submit" loading={isBusy}>
                  {words.show}
                </Button>
              )}
              <Button color="red" variant="outline" onClick={() => isNamed() && setIsAsking(true)}>
                {words.erase}
              </Button>
            </Group>
          </Stack>
        </form>
      </Setting>
      {kept && <KeptOfVisitor kept={kept} />}
      {isAsking && (
        <ConfirmDialog title={words.ask(uid)} action={words.askAction} onConfirm={erase} onClose={() => setIsAsking(false)}>
          {words.askBody}
        </ConfirmDialog>
      )}
    </>
  );
}
