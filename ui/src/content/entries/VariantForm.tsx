import { Alert, Button, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";

import { ConfirmDialog } from "../../parts/confirming";
import { useSaving } from "../../parts/saving";
import { text } from "../../text";
import { arranged, type Delta, deltaOf, deltaOfDocument, type Draft, draftOf, edited, isArranged, rearranged, reset, untouched } from "../changeset";
import type { Which } from "../publishing/publishing";
import type { ContentType } from "../schema";
import { contentKey, type Place } from "../stack";
import { contentOf } from "../values";
import type { VariantChoice } from "./choices";
import { Editor } from "./Editor";
import { deleteVariant, NOT_THERE_YET, type ReadVariant, saveVariant, variantQuery } from "./entries";
import { useDraft } from "./useDraft";
import { Versions } from "./Versions";

interface Props {
  place: Place;
  which: Which;
  type: ContentType;
  variant: VariantChoice;
  onDirty: (isDirty: boolean) => void;
}

/** What an entry says under one variant, beside what it says itself. */
export function VariantForm({ place, which, type, variant, onDirty }: Props) {
  const queries = useQueryClient();
  const { schema } = type;
  const query = variantQuery(place, which, variant.uid);
  const { data } = useSuspenseQuery(query);
  const [isRemoving, setIsRemoving] = useState(false);
  const startOf = useCallback((read: ReadVariant) => startOfVariant(schema, read), [schema]);
  const sentOf = useCallback((draft: Draft, read: ReadVariant) => deltaOf(draft, schema, contentOf(schema, read.base)), [schema]);
  const { read, draft, sent, isDirty, change, restart } = useDraft(data, startOf, sentOf);
  useEffect(() => onDirty(isDirty), [isDirty, onDirty]);
  const base = contentOf(schema, read.base);
  const reread = async () => restart(await queries.fetchQuery({ ...query, staleTime: 0 }));
  async function save(delta: Delta, etag: string, said: string) {
    await saveVariant(place, which, variant.uid, delta, etag);
    await queries.invalidateQueries({ queryKey: contentKey(place) });
    // Last: until the list of variants knows of the save, who publishes is told that something is not saved.
    await reread();
    notifications.show({ message: said });
  }
  const saving = useSaving(read.etag ?? NOT_THERE_YET, (etag) => save(sent as Delta, etag, text.content.entry.saved), () => void reread());
  async function remove() {
    await deleteVariant(place, which, variant.uid);
    await reread();
    await queries.invalidateQueries({ queryKey: contentKey(place) });
  }
  const { _variant: said } = sent as Delta;
  const differences = said._change_set.length + said._order.length;
  const isFrozen = !variant.isLinked && read.delta === null;
  return (
    <>
      {!variant.isLinked && <Alert color="yellow" mb="md">{text.content.entry.unlinkedGroup}</Alert>}
      <Editor
        schema={schema}
        values={draft.values}
        form={{
          place,
          locale: which.locale,
          variant: {
            base,
            isChanged: (path) => draft.changed.has(path),
            reset: (path) => change((present) => reset(present, path, base)),
            isArranged: (path, field) => isArranged(draft, path, field, base),
            restore: (path, field) => change((present) => rearranged(present, path, field, base)),
          },
          set: (path, value) => change((present) => edited(present, path, value)),
          arrange: (path, elements) => change((present) => arranged(present, path, elements)),
        }}
        saving={saving}
        sent={sent}
        saveLabel={text.content.entry.saveVariant}
        isDirty={isDirty}
        canSave={isDirty && !isFrozen}
        onDiscard={() => restart(data)}
        status={
          <Text size="sm" c="dimmed" role="status" data-testid="change-count">
            {differences > 0 ? text.content.entry.changedCount(differences) : text.content.entry.nothingChanged}
          </Text>
        }
        actions={
          read.delta && (
            <Button variant="subtle" color="red" onClick={() => setIsRemoving(true)}>{text.content.entry.remove}</Button>
          )
        }
      />
      {data.delta && (
        <Versions
          place={place}
          which={which}
          type={type}
          variantUid={variant.uid}
          now={data.delta}
          isUnsaved={isDirty}
          onRestore={(earlier) =>
            save(deltaOfDocument(schema, earlier), data.etag ?? NOT_THERE_YET, text.content.entry.restore.done(Number(earlier._version)))
          }
        />
      )}
      {isRemoving && (
        <ConfirmDialog
          title={text.content.entry.removeTitle(variant.name)}
          action={text.content.entry.removeAction}
          onConfirm={remove}
          onClose={() => setIsRemoving(false)}
        >
          {text.content.entry.removeBody}
        </ConfirmDialog>
      )}
    </>
  );
}

function startOfVariant(schema: ContentType["schema"], { base, delta, merged }: ReadVariant): Draft {
  return delta ? draftOf(schema, contentOf(schema, merged), delta) : untouched(contentOf(schema, base));
}
