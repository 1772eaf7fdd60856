import { Alert, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";

import { useSaving } from "../../parts/saving";
import { text } from "../../text";
import { arranged, edited, untouched } from "../changeset";
import type { ContentType, Fields } from "../schema";
import type { Which } from "../publishing/publishing";
import { contentKey, type Place } from "../stack";
import { contentOf, differing } from "../values";
import { Editor } from "./Editor";
import { entryQuery, type Read, saveEntry } from "./entries";
import { useDraft } from "./useDraft";
import { Versions } from "./Versions";

interface Props {
  place: Place;
  which: Which;
  type: ContentType;
  languageOf: (code: string) => string;
  onDirty: (isDirty: boolean) => void;
}

/** The entry itself: what is shown where no variant says otherwise. */
export function BaseForm({ place, which, type, languageOf, onDirty }: Props) {
  const queries = useQueryClient();
  const { schema } = type;
  const { data } = useSuspenseQuery(entryQuery(place, which));
  const shownIn = String(data.document.locale);
  const isFallback = shownIn !== which.locale;
  const startOf = useCallback((read: Read) => untouched(contentOf(schema, read.document)), [schema]);
  const sentOf = useCallback(
    // In a new language an entry has only what is sent.
    (draft: ReturnType<typeof untouched>, read: Read) => differing(schema, draft.values, isFallback ? {} : contentOf(schema, read.document)),
    [schema, isFallback],
  );
  const { read, draft, sent, isDirty, change, restart } = useDraft(data, startOf, sentOf);
  useEffect(() => onDirty(isDirty), [isDirty, onDirty]);
  const reread = async () => restart(await queries.fetchQuery({ ...entryQuery(place, which), staleTime: 0 }));
  async function save(fields: Fields, etag: string, said: string) {
    await saveEntry(place, which, fields, etag);
    await reread();
    await queries.invalidateQueries({ queryKey: contentKey(place) });
    notifications.show({ message: said });
  }
  const saving = useSaving(read.etag, (etag) => save(sent, etag, text.content.entry.saved), () => void reread());
  return (
    <>
      {isFallback && (
        <Alert color="yellow" mb="md">{text.content.entry.notLocalized(languageOf(which.locale), languageOf(shownIn))}</Alert>
      )}
      <Editor
        schema={schema}
        values={draft.values}
        form={{
          place,
          locale: which.locale,
          variant: null,
          set: (path, value) => change((present) => edited(present, path, value)),
          arrange: (path, elements) => change((present) => arranged(present, path, elements)),
        }}
        saving={saving}
        sent={sent}
        saveLabel={text.content.entry.save}
        isDirty={isDirty}
        canSave={isDirty || isFallback}
        onDiscard={() => restart(data)}
        status={<Text size="sm" c="dimmed">{text.content.entry.version(Number(read.document._version))}</Text>}
      />
      {!isFallback && (
        <Versions
          place={place}
          which={which}
          type={type}
          variantUid=""
          now={data.document}
          isUnsaved={isDirty}
          onRestore={(earlier) =>
            save(
              differing(schema, contentOf(schema, earlier), contentOf(schema, data.document)),
              data.etag ?? "*",
              text.content.entry.restore.done(Number(earlier._version)),
            )
          }
        />
      )}
    </>
  );
}
