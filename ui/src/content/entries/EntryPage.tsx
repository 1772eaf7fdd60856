import { Button } from "@mantine/core";
import { IconFileOff, IconSend } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Suspense, useCallback, useRef, useState } from "react";
import { Navigate, useNavigate, useParams } from "react-router";

import { Gone } from "../../parts/Gone";
import { PageHeader } from "../../parts/PageHeader";
import { Waiting } from "../../session/Signed";
import { text } from "../../text";
import { PublishDialog } from "../publishing/PublishDialog";
import type { Which } from "../publishing/publishing";
import type { ContentType } from "../schema";
import { contentTypesQuery, environmentsQuery, groupsQuery, localesQuery, type Place } from "../stack";
import { choicesOf } from "./choices";
import { CompareView } from "./CompareView";
import { EditView } from "./EditView";
import { entryQuery, variantsQuery } from "./entries";
import { EntryViews } from "./EntryViews";
import { PreviewView } from "./PreviewView";

/** One entry: itself and its variants. The address says which language, and which of its views or variants. */
export function EntryPage({ place }: { place: Place }) {
  const { typeUid = "", entryUid = "", locale, part = "entry" } = useParams();
  const { data: types } = useSuspenseQuery(contentTypesQuery(place));
  const { data: locales } = useSuspenseQuery(localesQuery(place));
  const type = types.find(({ uid }) => uid === typeUid);
  const home = `/projects/${place.projectUid}/content/entries`;
  if (!locale) return <Navigate to={`${home}/${typeUid}/${entryUid}/${locales[0]?.code ?? ""}/entry`} replace />;
  if (!type || !locales.some(({ code }) => code === locale)) return <NoEntry home={home} />;
  return (
    // The key: else the form that is left would stay, and take what is typed, until the next one is there.
    <Suspense key={`${entryUid} ${locale}`} fallback={<Waiting />}>
      <Known place={place} which={{ typeUid, entryUid, locale }} type={type} part={part} home={home} />
    </Suspense>
  );
}

interface Props {
  place: Place;
  which: Which;
  type: ContentType;
  part: string;
  home: string;
}

function Known(props: Props) {
  const { data, error } = useQuery(entryQuery(props.place, props.which));
  if (error) return <NoEntry home={`${props.home}?type=${props.type.uid}`} />;
  return data ? <Found {...props} /> : <Waiting />;
}

function Found({ place, which, type, part, home }: Props) {
  const { data: entry } = useSuspenseQuery(entryQuery(place, which));
  const { data: locales } = useSuspenseQuery(localesQuery(place));
  const { data: groups } = useSuspenseQuery(groupsQuery(place));
  const { data: environments } = useSuspenseQuery(environmentsQuery(place));
  const isLocalized = entry.document.locale === which.locale;
  const { data: written } = useQuery({ ...variantsQuery(place, which), enabled: isLocalized });
  const navigate = useNavigate();
  const dirty = useRef(false);
  const noteDirty = useCallback((isDirty: boolean) => {
    dirty.current = isDirty;
  }, []);
  const [publishing, setPublishing] = useState<{ isUnsaved: boolean } | null>(null);
  if (isLocalized && !written) return <Waiting />;
  const variants = isLocalized ? choicesOf(groups, which.typeUid, written ?? []) : [];
  const go = (locale: string, next: string) => void navigate(`${home}/${which.typeUid}/${which.entryUid}/${locale}/${next}`);
  const shared = { place, which, type, entry: entry.document, variants, environments };
  return (
    <>
      <PageHeader
        title={String(entry.document.title || text.content.untitled)}
        trail={[
          { label: text.content.title, to: `/projects/${place.projectUid}/content/groups` },
          { label: type.title, to: `${home}?type=${type.uid}&locale=${which.locale}` },
        ]}
        actions={
          <Button leftSection={<IconSend size={16} />} variant="light" onClick={() => setPublishing({ isUnsaved: dirty.current })}>
            {text.content.entry.publish}
          </Button>
        }
      />
      <EntryViews part={part} locale={which.locale} locales={locales} onGo={go} />
      <Suspense key={part} fallback={<Waiting />}>
        {part === "compare" && <CompareView {...shared} />}
        {part === "preview" && <PreviewView {...shared} />}
        {part !== "compare" && part !== "preview" && (
          <EditView {...shared} part={part} locales={locales} onGo={(next) => go(which.locale, next)} onDirty={noteDirty} />
        )}
      </Suspense>
      {publishing && (
        <PublishDialog
          {...shared}
          locales={locales}
          first={part === "entry" ? "" : part}
          isUnsaved={publishing.isUnsaved}
          onClose={() => setPublishing(null)}
        />
      )}
    </>
  );
}

function NoEntry({ home }: { home: string }) {
  return <Gone icon={<IconFileOff size={28} />} {...text.content.entry.gone} to={home} />;
}
