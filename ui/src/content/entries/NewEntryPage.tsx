import { Box } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { NotFound } from "../../app/pages";
import { PageHeader } from "../../parts/PageHeader";
import { useSaving } from "../../parts/saving";
import { text } from "../../text";
import { arranged, edited, untouched } from "../changeset";
import type { ContentType } from "../schema";
import { contentKey, contentTypesQuery, localesQuery, type Place } from "../stack";
import { defaults, differing } from "../values";
import { createEntry } from "./entries";
import { Editor } from "./Editor";

export function NewEntryPage({ place }: { place: Place }) {
  const { typeUid } = useParams();
  const { data: types } = useSuspenseQuery(contentTypesQuery(place));
  const type = types.find(({ uid }) => uid === typeUid);
  return type ? <NewEntry place={place} type={type} /> : <NotFound />;
}

function NewEntry({ place, type }: { place: Place; type: ContentType }) {
  const { data: locales } = useSuspenseQuery(localesQuery(place));
  const [address] = useSearchParams();
  const locale = address.get("locale") ?? locales[0]?.code ?? "";
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [initial] = useState(() => untouched(defaults(type.schema)));
  const [draft, setDraft] = useState(initial);
  const [isMade, setIsMade] = useState(false);
  const home = `/projects/${place.projectUid}/content/entries`;
  const sent = differing(type.schema, draft.values, {});
  const saving = useSaving(
    null,
    async () => {
      const uid = await createEntry(place, type.uid, locale, sent);
      void queries.invalidateQueries({ queryKey: contentKey(place) });
      notifications.show({ message: text.content.entry.saved });
      // Nothing is unsaved any more when the page is left.
      flushSync(() => setIsMade(true));
      void navigate(`${home}/${type.uid}/${uid}/${locale}/entry`, { replace: true });
    },
    () => undefined,
  );
  return (
    <>
      <PageHeader
        title={text.content.entry.newTitle(type.title)}
        hint={text.content.entry.newHint}
        trail={[
          { label: text.content.title, to: `/projects/${place.projectUid}/content/groups` },
          { label: type.title, to: `${home}?type=${type.uid}` },
        ]}
      />
      <Box maw={820}>
        <Editor
          schema={type.schema}
          values={draft.values}
          form={{
            place,
            locale,
            variant: null,
            set: (path, value) => setDraft((present) => edited(present, path, value)),
            arrange: (path, elements) => setDraft((present) => arranged(present, path, elements)),
          }}
          saving={saving}
          sent={sent}
          saveLabel={text.content.entry.create}
          isDirty={draft !== initial && !isMade}
          canSave
        />
      </Box>
    </>
  );
}
