import { Button, Collapse, Grid, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue, useDisclosure, useMediaQuery } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";

import { countSaid, fromAddress, NOBODY, toAddress, toBody, type VisitorForm } from "../audiences/visitor/visitor";
import { VisitorFields } from "../audiences/visitor/VisitorFields";
import { type Experience, experiencesQuery } from "../experiences/experience";
import { useAddressed, useAddressedList } from "../parts/addressing";
import { EmptyState } from "../parts/EmptyState";
import { ErrorNotice } from "../parts/ErrorNotice";
import { PageHeader } from "../parts/PageHeader";
import { useProjectUid } from "../projects/project";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { decisionsQuery } from "./decisions";
import { DecisionList } from "./DecisionList";
import { LinkButton } from "./LinkButton";

const words = text.preview;
const TYPING_MS = 250;

/** What a visitor would see of the whole project, and why. */
export default function PreviewPage() {
  const projectUid = useProjectUid();
  const [visitor, setVisitor] = useVisitor();
  const [drafts, setDrafts] = useAddressedList("draft");
  const experiences = useQuery(experiencesQuery(projectUid));
  const asked = useAsked(visitor, drafts, experiences.data);
  const decisions = useQuery({ ...decisionsQuery(projectUid, asked), enabled: Boolean(experiences.data) });
  return (
    <>
      <PageHeader title={words.title} hint={words.hint} actions={<LinkButton projectUid={projectUid} asked={asked} page={visitor.pageUrl} />} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5, xl: 4 }}>
          <Visitor value={visitor} onChange={setVisitor} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7, xl: 8 }}>
          <ErrorNotice error={decisions.error ?? experiences.error} onRetry={() => void decisions.refetch()} />
          {experiences.data?.length === 0 && <None projectUid={projectUid} />}
          {!decisions.data && !decisions.error && <Waiting />}
          {experiences.data && experiences.data.length > 0 && decisions.data && (
            <DecisionList experiences={experiences.data} explanation={decisions.data} drafts={drafts} onDrafts={setDrafts} />
          )}
        </Grid.Col>
      </Grid>
    </>
  );
}

/** The visitor as typed, at once; the address follows. */
function useVisitor(): [VisitorForm, (visitor: VisitorForm) => void] {
  const [address, setAddress] = useAddressed("visitor");
  const [typed, setTyped] = useState({ form: fromAddress(address), address });
  // Until the address has come to what is typed, it may hold whatever was typed before.
  const written = useRef(new Set([address]));
  useEffect(() => {
    if (typed.address === address) written.current = new Set([address]);
  }, [typed.address, address]);
  // Else somebody came by a link, or by the back button.
  const isOwn = written.current.has(address);
  const form = useMemo(() => (isOwn ? typed.form : fromAddress(address)), [isOwn, typed.form, address]);
  return [
    form,
    (next) => {
      const said = toAddress(next);
      written.current.add(said);
      setTyped({ form: next, address: said });
      setAddress(said);
    },
  ];
}

function useAsked(visitor: VisitorForm, drafts: readonly string[], experiences: readonly Experience[] | undefined) {
  const asked = useMemo(() => {
    const chosen = (experiences ?? []).filter(({ uid, hasDraft }) => hasDraft && drafts.includes(uid));
    return {
      visitor: toBody(visitor),
      versions: Object.fromEntries(chosen.map(({ uid, latestVersion }) => [uid, latestVersion])),
    };
  }, [visitor, drafts.join(), experiences]);
  return useDebouncedValue(asked, TYPING_MS)[0];
}

function Visitor({ value, onChange }: { value: VisitorForm; onChange: (visitor: VisitorForm) => void }) {
  const said = countSaid(value);
  const isPhone = useMediaQuery("(max-width: 62em)", undefined, { getInitialValueInEffect: false });
  // On a phone the form would push what it is about off the screen.
  const [isOpen, form] = useDisclosure(said === 0);
  return (
    <Paper p={{ base: "md", sm: "lg" }} component="section" aria-label={words.visitor}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {words.visitor}
        </Title>
        {said > 0 && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(NOBODY)}>
            {words.reset}
          </Button>
        )}
      </Group>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {said === 0 ? words.nobody : words.said(said)}
        </Text>
        {isPhone && (
          <Button
            variant="light"
            onClick={form.toggle}
            aria-expanded={isOpen}
            rightSection={isOpen ? <IconChevronUp size={16} /> : <IconChevronDown size={16} />}
          >
            {words.describe}
          </Button>
        )}
        <Collapse expanded={!isPhone || isOpen}>
          <VisitorFields value={value} onChange={onChange} />
        </Collapse>
      </Stack>
    </Paper>
  );
}

function None({ projectUid }: { projectUid: string }) {
  const action = (
    <Button component={Link} to={`/projects/${projectUid}/experiences`} mt="sm">
      {words.noExperiences.action}
    </Button>
  );
  return (
    <EmptyState icon={<IconSparkles size={28} stroke={1.6} />} title={words.noExperiences.title} action={action}>
      {words.noExperiences.body}
    </EmptyState>
  );
}
