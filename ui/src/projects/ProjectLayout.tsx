import { AppShell, Burger, Group, Image, NavLink, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconArticle, IconBolt, IconEye, IconSettings, IconSparkles, IconTags, IconUsers,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, Suspense, useEffect, useRef } from "react";
import { Link, NavLink as RouterLink, Outlet, useLocation } from "react-router";

import { Failure } from "../api/failures";
import { NotFound } from "../app/pages";
import { ErrorNotice } from "../parts/ErrorNotice";
import { Account } from "../session/Account";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { projectQuery, useFollowedProject, useProjectUid } from "./project";
import { MAIN_ID, SkipLink } from "./SkipLink";
import { Switcher } from "./Switcher";
import { useFocusedHeading } from "./useFocusedHeading";

const AREAS = [
  { path: "experiences", label: text.projects.nav.experiences, Icon: IconSparkles },
  { path: "audiences", label: text.projects.nav.audiences, Icon: IconUsers },
  { path: "attributes", label: text.projects.nav.attributes, Icon: IconTags },
  { path: "events", label: text.projects.nav.events, Icon: IconBolt },
  { path: "preview", label: text.projects.nav.preview, Icon: IconEye },
  { path: "content", label: text.projects.nav.content, Icon: IconArticle },
  { path: "settings", label: text.projects.nav.settings, Icon: IconSettings },
] as const;

// Not there, somebody else's, or no uid at all.
const HIDDEN = [404, 403, 400];

/** The frame around everything of one project, if there is such a project for this user. */
export function ProjectLayout() {
  const { data, error, refetch } = useQuery(projectQuery(useProjectUid()));
  if (error instanceof Failure && HIDDEN.includes(error.status) && !data) return <NotFound />;
  if (error && !data) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <Suspense fallback={<Waiting />}>
      <Frame />
    </Suspense>
  );
}

function Frame() {
  const uid = useProjectUid();
  const [isOpen, nav] = useDisclosure(false);
  const burger = useRef<HTMLButtonElement>(null);
  const areas = useRef<HTMLDivElement>(null);
  // A phone's menu covers the page: what is in it comes next.
  useEffect(() => {
    if (isOpen) areas.current?.querySelector("a")?.focus();
  }, [isOpen]);
  useFollowedProject(uid);
  useFocusedHeading();
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isOpen) return;
    nav.close();
    burger.current?.focus();
  };
  return (
    <>
      <SkipLink />
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 224, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
        padding={{ base: "md", sm: "lg" }}
      >
        <AppShell.Header>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap" miw={0}>
              <Burger
                ref={burger}
                opened={isOpen}
                onClick={nav.toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label={text.app.menu}
                aria-expanded={isOpen}
                aria-controls="areas"
              />
              <Link to="/projects" aria-label={text.projects.all}>
                <Image src="/mark.svg" alt="" w={28} h={28} />
              </Link>
              <Switcher />
            </Group>
            <Account />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar ref={areas} id="areas" p="xs" aria-label={text.projects.areas} onKeyDown={closeByKey}>
          <ScrollArea>
            {AREAS.map((area) => (
              <Area key={area.path} to={`/projects/${uid}/${area.path}`} onGo={nav.close} {...area} />
            ))}
          </ScrollArea>
        </AppShell.Navbar>
        <AppShell.Main id={MAIN_ID} tabIndex={-1} style={{ outline: "none" }}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </AppShell.Main>
      </AppShell>
    </>
  );
}

function Area({ to, label, Icon, onGo }: { to: string; label: string; Icon: typeof IconEye; onGo: () => void }) {
  const { pathname } = useLocation();
  const isHere = pathname === to || pathname.startsWith(`${to}/`);
  return (
    <NavLink
      component={RouterLink}
      to={to}
      label={label}
      leftSection={<Icon size={18} stroke={isHere ? 2 : 1.6} />}
      active={isHere}
      onClick={onGo}
      mb={2}
      styles={{ root: { borderRadius: "var(--mantine-radius-md)" }, label: { fontWeight: isHere ? 600 : 450 } }}
    />
  );
}
