import { ActionIcon, Group, Tabs, Tooltip } from "@mantine/core";
import { IconHistory, IconInfoCircle, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Navigate, Route, Routes, useLocation, useNavigate, useParams } from "react-router";

import { Failure } from "../api/failures";
import { ErrorNotice } from "../parts/ErrorNotice";
import { Gone } from "../parts/Gone";
import { PageHeader } from "../parts/PageHeader";
import { useProjectUid } from "../projects/project";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { ConfigurationTab } from "./configuration/ConfigurationTab";
import { type Experience, experienceQuery } from "./experience";
import { InformationDrawer } from "./InformationDrawer";
import { OverviewTab } from "./OverviewTab";
import { StatusBadge } from "./StatusBadge";
import { VersionHistory } from "./VersionHistory";

const AnalyticsTab = lazy(() => import("../analytics/AnalyticsTab").then((module) => ({ default: module.AnalyticsTab })));
const TABS = ["overview", "configuration", "analytics"] as const;
const NOT_FOUND = 404;
const said = text.experiences;

export default function ExperiencePage() {
  const projectUid = useProjectUid();
  const { experienceUid = "" } = useParams();
  const { data: experience, error, refetch } = useQuery(experienceQuery(projectUid, experienceUid));
  if (error instanceof Failure && [NOT_FOUND, 400].includes(error.status)) {
    return <Gone icon={<IconSparkles size={28} />} {...said.gone} to={`/projects/${projectUid}/experiences`} />;
  }
  if (error && !experience) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!experience) return <Waiting />;
  return (
    <>
      <Head experience={experience} />
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route index element={<Navigate to="configuration" replace />} />
          <Route path="overview" element={<OverviewTab key={experience.uid} experience={experience} />} />
          <Route path="configuration" element={<ConfigurationTab key={experience.uid} experience={experience} />} />
          <Route path="analytics" element={<AnalyticsTab experienceUid={experience.uid} />} />
          <Route path="*" element={<Navigate to="configuration" replace />} />
        </Routes>
      </Suspense>
    </>
  );
}

function Head({ experience }: { experience: Experience }) {
  const base = `/projects/${experience.project}/experiences`;
  const [drawer, setDrawer] = useState<"history" | "information" | null>(null);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const tab = TABS.find((name) => pathname.endsWith(`/${name}`)) ?? null;
  const close = () => setDrawer(null);
  return (
    <>
      <PageHeader
        trail={[{ label: said.title, to: base }]}
        name={experience.name}
        title={
          <Group gap="sm" wrap="nowrap" component="span">
            <span data-testid="experience-name-title" style={{ overflowWrap: "anywhere" }}>
              {experience.name}
            </span>
            <StatusBadge status={experience.status} testId="status-tag" />
          </Group>
        }
        hint={
          <>
            {said.types[experience.__type].label}
            {experience.hasDraft && experience.status !== "DRAFT" && ` · ${said.list.draftWaiting}`}
          </>
        }
        actions={
          <>
            <Icon label={said.history} testId="versions-history-tab-icon" onClick={() => setDrawer("history")}>
              <IconHistory size={20} stroke={1.6} />
            </Icon>
            <Icon label={said.information} testId="info-tab-icon" onClick={() => setDrawer("information")}>
              <IconInfoCircle size={20} stroke={1.6} />
            </Icon>
          </>
        }
      />
      <Tabs value={tab} onChange={(name) => void navigate(`${base}/${experience.uid}/${name}`)} mb="lg" keepMounted={false}>
        <Tabs.List>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {said.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <VersionHistory experience={experience} opened={drawer === "history"} onClose={close} />
      <InformationDrawer experience={experience} opened={drawer === "information"} onClose={close} />
    </>
  );
}

interface IconProps {
  label: string;
  testId: string;
  onClick: () => void;
  children: React.ReactNode;
}

function Icon({ label, testId, onClick, children }: IconProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="lg" aria-label={label} onClick={onClick} data-testid={testId}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
