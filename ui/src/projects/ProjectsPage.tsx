import { AppShell, Box, Button, Container, Group, Image, SimpleGrid, Text, Tooltip } from "@mantine/core";
import { IconFolders, IconPlus } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { useAddressed } from "../parts/addressing";
import { EmptyState } from "../parts/EmptyState";
import { PageHeader } from "../parts/PageHeader";
import { SearchField } from "../parts/SearchField";
import { useSearch } from "../parts/searching";
import { Account } from "../session/Account";
import { useSession } from "../session/SessionProvider";
import { text } from "../text";
import { CreateProject } from "./CreateProject";
import { isGoverning } from "./members";
import { type Project, projectsQuery } from "./project";
import { ProjectCard } from "./ProjectCard";
import { MAIN_ID, SkipLink } from "./SkipLink";
import { stacksQuery } from "./stacks";
import { useFocusedHeading } from "./useFocusedHeading";

const words = text.projects;
const LOOK_EVERY_MS = 3_000;
const FEW = 6;

export default function ProjectsPage() {
  useFocusedHeading();
  return (
    <>
      <SkipLink />
      <AppShell header={{ height: 56 }} padding={{ base: "md", sm: "lg" }}>
        <AppShell.Header>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="sm">
              <Image src="/mark.svg" alt="" w={28} h={28} />
              <Text fw={650}>Lenticular</Text>
            </Group>
            <Account />
          </Group>
        </AppShell.Header>
        <AppShell.Main id={MAIN_ID} tabIndex={-1} style={{ outline: "none" }}>
          <Container size={1120} px={0} pt="md">
            <Projects />
          </Container>
        </AppShell.Main>
      </AppShell>
    </>
  );
}

function Projects() {
  const { session } = useSession();
  const { data: projects } = useSuspenseQuery({ ...projectsQuery, refetchInterval: LOOK_EVERY_MS });
  const [sought, seek] = useSearch();
  const [isNew, setIsNew] = useAddressed("new");
  const organizations = session?.user.organizations ?? [];
  const governed = organizations.filter(({ role }) => isGoverning(role));
  const mayCreate = governed.length > 0;
  const create = (
    <Tooltip label={words.onlyAdmins} disabled={mayCreate} multiline w={260}>
      <Button leftSection={<IconPlus size={16} />} aria-disabled={!mayCreate} data-disabled={!mayCreate || undefined} onClick={() => mayCreate && setIsNew("1")}>
        {words.create}
      </Button>
    </Tooltip>
  );
  return (
    <>
      <PageHeader title={words.title} hint={words.hint} actions={projects.length > 0 && create} />
      {projects.length === 0 ? (
        <EmptyState icon={<IconFolders size={28} />} title={words.none.title} action={mayCreate && create}>
          {mayCreate ? words.none.mayCreate : words.none.mayNot}
        </EmptyState>
      ) : (
        <>
          {(projects.length > FEW || sought) && <SearchField value={sought} onChange={seek} mb="md" w={{ base: "100%", xs: 320 }} />}
          <Cards projects={found(projects, sought)} organizations={organizations} />
        </>
      )}
      {isNew && mayCreate && <CreateProject organizations={governed} projects={projects} onClose={() => setIsNew("")} />}
    </>
  );
}

function Cards({ projects, organizations }: { projects: readonly Project[]; organizations: readonly { uid: string; name: string }[] }) {
  const { data: stacks } = useQuery(stacksQuery);
  const name = (uid: string) => (organizations.length > 1 ? organizations.find((one) => one.uid === uid)?.name : undefined);
  if (projects.length === 0) {
    return (
      <Text c="dimmed" py="xl" ta="center" role="status">
        {words.noneFound}
      </Text>
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} component="ul" p={0} m={0} style={{ listStyle: "none" }}>
      {projects.map((project) => (
        <Box component="li" key={project.uid}>
          <ProjectCard project={project} stacks={stacks} organization={name(project.organizationUid)} />
        </Box>
      ))}
    </SimpleGrid>
  );
}

function found(projects: readonly Project[], sought: string): Project[] {
  const needle = sought.trim().toLowerCase();
  return projects.filter(({ name, description }) => `${name}\n${description}`.toLowerCase().includes(needle));
}
