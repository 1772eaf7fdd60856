import { Alert, Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMemo, useState } from "react";

import { type Plan, planOf } from "../configuration/plan";
import { ErrorNotice } from "../../parts/ErrorNotice";
import { text } from "../../text";
import type { Experience, Version } from "../experience";
import { useAudiences, useNames } from "../names";
import { ChangeList } from "./ChangeList";
import { ContentCheck } from "./ContentCheck";
import { changesBetween } from "./diff";
import { warningsOf } from "./warnings";

const said = text.experiences.activating;

interface Props {
  experience: Experience;
  live: Version | undefined;
  plan: Plan;
  isBusy: boolean;
  error: unknown;
  onActivate: () => void;
  onClose: () => void;
}

/** What visitors notice when a draft goes live, and what of it will do nothing. */
export function ActivateDialog({ experience, live, plan, isBusy, error, onActivate, onClose }: Props) {
  const type = experience.__type;
  const names = useNames(experience.project);
  const audiences = useAudiences(experience.project);
  const [now] = useState(Date.now);
  const changes = useMemo(() => changesBetween(live ? planOf(live, type) : null, plan, type, names), [live, plan, type, names]);
  const warnings = audiences ? warningsOf(plan, type, audiences, now) : [];
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{said.title}</Text>}>
      <Stack data-testid="activate-dialog">
        <ErrorNotice error={error} />
        <Text size="sm">{leadOf(live)}</Text>
        <Title order={3} size="h5">
          {said.changes}
        </Title>
        <ChangeList changes={changes} none={said.nothing} />
        <Title order={3} size="h5" mt="xs">
          {said.warnings}
        </Title>
        {warnings.map(({ key, message }) => (
          <Alert key={key} color="yellow" icon={<IconAlertTriangle size={20} />} data-testid="activation-warning">
            {message}
          </Alert>
        ))}
        <ContentCheck experience={experience} variants={plan.variants} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.app.cancel}
          </Button>
          <Button onClick={onActivate} loading={isBusy} data-autofocus data-testid="activate-confirm-button">
            {warnings.length > 0 ? said.anyway : said.submit}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function leadOf(live: Version | undefined): string {
  if (!live) return said.first;
  return live.status === "PAUSED" ? said.replacesPaused(live.versionNumber) : said.replaces(live.versionNumber);
}
