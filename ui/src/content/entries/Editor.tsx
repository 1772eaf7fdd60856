import { Alert, Button, Group, List, Paper, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconAlertCircle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";

import { Failure, type Problem } from "../../api/failures";
import { UnsavedGuard } from "../../parts/leaving";
import { ConflictDialog, type useSaving } from "../../parts/saving";
import { text } from "../../text";
import { FieldList } from "../fields/FieldList";
import { type EntryForm, EntryFormContext } from "../fields/form";
import { pathOfPointer } from "../paths";
import type { Field, Fields } from "../schema";

interface Props {
  schema: readonly Field[];
  values: Fields;
  form: Omit<EntryForm, "problemAt">;
  saving: ReturnType<typeof useSaving>;
  /** What a save sends, which the server's pointers are about. */
  sent: Fields;
  saveLabel: string;
  isDirty: boolean;
  canSave: boolean;
  onDiscard?: () => void;
  status?: ReactNode;
  actions?: ReactNode;
}

interface Named extends Problem {
  path: string;
}

/** The form of an entry, or of a variant of it, with its saving. */
export function Editor({ schema, values, form, saving, sent, saveLabel, isDirty, canSave, onDiscard, status, actions }: Props) {
  const box = useRef<HTMLDivElement>(null);
  // By what was sent then: what is typed since may have other places.
  const sentThen = useRef<Fields>(sent);
  const problems = useMemo<Named[]>(() => {
    const found = saving.error instanceof Failure ? saving.error.problems : [];
    return found.map((problem) => ({ ...problem, path: pathOfPointer(problem.pointer, sentThen.current) }));
  }, [saving.error]);
  useEffect(() => showFirst(box.current, problems), [problems]);

  const problemAt = (path: string, isExact = false) =>
    problems.find((one) => one.path === path || (!isExact && one.path.startsWith(`${path}.`)))?.message;
  const save = () => {
    if (!canSave || saving.isBusy) return;
    sentThen.current = sent;
    void saving.start();
  };
  useHotkeys([["mod+S", save]], []);
  return (
    <EntryFormContext value={{ ...form, problemAt }}>
      <Paper p={{ base: "sm", sm: "lg" }} ref={box}>
        <FieldList schema={schema} values={values} />
      </Paper>
      {saving.error !== null && <Refusal error={saving.error} problems={problems} />}
      <Paper
        p="sm"
        mt="lg"
        shadow="sm"
        // Above the fields, which go on below it.
        style={{ position: "sticky", bottom: 12, zIndex: 5 }}
      >
        <Group justify="space-between" gap="xs">
          <div>{status}</div>
          <Group gap="xs">
            {actions}
            {onDiscard && isDirty && (
              <Button variant="default" onClick={onDiscard}>{text.content.entry.discard}</Button>
            )}
            <Button onClick={save} loading={saving.isBusy} disabled={!canSave} data-testid="save-entry">{saveLabel}</Button>
          </Group>
        </Group>
      </Paper>
      <ConflictDialog {...saving.conflict} />
      <UnsavedGuard when={isDirty} />
    </EntryFormContext>
  );
}

function Refusal({ error, problems }: { error: unknown; problems: readonly Named[] }) {
  const said = error instanceof Error ? error.message : String(error);
  return (
    <Alert color="red" icon={<IconAlertCircle size={20} />} role="alert" mt="md">
      <Text size="sm">{said}</Text>
      {problems.length > 0 && (
        <List size="sm" mt={4}>
          {problems.map(({ path, code, message }) => (
            <List.Item key={path + code}>
              <Text span size="sm" fw={600}>{path}</Text> {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}

/** Bring the first field that was refused into sight, ready to be typed in. */
function showFirst(box: HTMLElement | null, problems: readonly Named[]): void {
  const rows = Array.from(box?.querySelectorAll<HTMLElement>("[data-path]") ?? []);
  const row = rows.findLast(({ dataset: { path = "" } }) => problems.some((one) => one.path === path || one.path.startsWith(`${path}.`)));
  row?.scrollIntoView({ block: "center" });
  row?.querySelector<HTMLElement>("input, textarea")?.focus({ preventScroll: true });
}
