import { Button, Tabs } from "@mantine/core";
import { IconLock, IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Suspense } from "react";
import { Link, Navigate, Route, Routes, useLocation, useNavigate } from "react-router";

import { NotFound } from "../app/pages";
import { EmptyState } from "../parts/EmptyState";
import { ErrorNotice } from "../parts/ErrorNotice";
import { PageHeader } from "../parts/PageHeader";
import { stacksQuery } from "../projects/stacks";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { EntriesPage } from "./entries/EntriesPage";
import { EntryPage } from "./entries/EntryPage";
import { NewEntryPage } from "./entries/NewEntryPage";
import { GroupsPage } from "./groups/GroupsPage";
import { type Place, usePlace } from "./stack";

/** The content of the project's stack: what may have variants, and what they say. */
export default function ContentPage() {
  const place = usePlace();
  const { data: stacks, error, refetch } = useQuery({ ...stacksQuery, enabled: place.stackKey !== "" });
  if (!place.stackKey) return <NoStack place={place} />;
  if (error && !stacks) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!stacks) return <Waiting />;
  if (!stacks.some(({ api_key }) => api_key === place.stackKey)) return <NoAccess />;
  return (
    <Routes>
      <Route index element={<Navigate to="groups" replace />} />
      <Route path="groups" element={<Area place={place} />} />
      <Route path="entries" element={<Area place={place} />} />
      <Route path="entries/:typeUid/new" element={<NewEntryPage place={place} />} />
      <Route path="entries/:typeUid/:entryUid" element={<EntryPage place={place} />} />
      <Route path="entries/:typeUid/:entryUid/:locale/:part" element={<EntryPage place={place} />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}

function Area({ place }: { place: Place }) {
  const navigate = useNavigate();
  const tab = useLocation().pathname.endsWith("/entries") ? "entries" : "groups";
  const go = (next: string | null) => void navigate(`/projects/${place.projectUid}/content/${next ?? "groups"}`);
  return (
    <>
      <PageHeader title={text.content.title} hint={text.content.hint} />
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="groups">{text.content.tabs.groups}</Tabs.Tab>
          <Tabs.Tab value="entries">{text.content.tabs.entries}</Tabs.Tab>
        </Tabs.List>
        <Suspense key={tab} fallback={<Waiting />}>
          <Tabs.Panel value="groups"><GroupsPage place={place} /></Tabs.Panel>
          <Tabs.Panel value="entries"><EntriesPage place={place} /></Tabs.Panel>
        </Suspense>
      </Tabs>
    </>
  );
}

function NoAccess() {
  return (
    <>
      <PageHeader title={text.content.title} />
      <EmptyState icon={<IconLock size={28} />} title={text.content.noAccess.title}>
        {text.content.noAccess.body}
      </EmptyState>
    </>
  );
}

function NoStack({ place }: { place: Place }) {
  return (
    <>
      <PageHeader title={text.content.title} />
      <EmptyState
        icon={<IconPlugConnected size={28} />}
        title={text.content.noStack.title}
        action={
          <Button component={Link} to={`/projects/${place.projectUid}/settings`} mt="sm">
            {text.content.noStack.action}
          </Button>
        }
      >
        {text.content.noStack.body}
      </EmptyState>
    </>
  );
}
