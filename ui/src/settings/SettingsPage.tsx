import { Tabs } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Navigate, Route, Routes, useLocation, useNavigate } from "react-router";

import { PageHeader } from "../parts/PageHeader";
import { useProject, useProjectUid } from "../projects/project";
import { text } from "../text";
import { DetailsPage } from "./DetailsPage";
import { MeasurementPage } from "./MeasurementPage";
import { QuickstartPage } from "./QuickstartPage";
import { UsersPage } from "./UsersPage";
import { VisitorsPage } from "./VisitorsPage";

const words = text.settings;
const SECTIONS = ["details", "users", "measurement", "visitors", "quickstart"] as const;

export default function SettingsPage() {
  const project = useProject();
  const base = `/projects/${useProjectUid()}/settings`;
  const navigate = useNavigate();
  const addressed = useLocation().pathname.slice(base.length + 1).split("/")[0];
  const section = SECTIONS.find((name) => name === addressed) ?? "details";
  const list = useRef<HTMLDivElement>(null);
  // On a phone the list of sections is longer than the screen is wide.
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [section]);
  return (
    <>
      <PageHeader title={words.title} name={`${words.title} · ${project.name}`} />
      <Tabs value={section} onChange={(value) => void navigate(`${base}/${value}`)} mb="lg" activateTabWithKeyboard={false}>
        <Tabs.List ref={list} aria-label={words.sections} style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
          {SECTIONS.map((name) => (
            <Tabs.Tab key={name} value={name} style={{ whiteSpace: "nowrap" }}>
              {words.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={section} pt="lg">
          <Routes>
            <Route index element={<Navigate to="details" replace />} />
            <Route path="details" element={<DetailsPage />} />
            <Route path="users" element={<UsersPage />} />
            <Route path="measurement" element={<MeasurementPage />} />
            <Route path="visitors" element={<VisitorsPage />} />
            <Route path="quickstart" element={<QuickstartPage />} />
            <Route path="*" element={<Navigate to={`${base}/details`} replace />} />
          </Routes>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
