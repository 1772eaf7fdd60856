import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";

import { ErrorNotice } from "../../parts/ErrorNotice";
import { text } from "../../text";
import { countSaid, NOBODY, type VisitorForm } from "../visitor/visitor";
import { VisitorFields } from "../visitor/VisitorFields";
import type { Trial } from "./trying";

const words = text.audiences.trying;

interface Props {
  trial: Trial;
  hasUnfinished: boolean;
  visitor: VisitorForm;
  onChange: (visitor: VisitorForm) => void;
}

/** Somebody described, and whether the rules as they stand include them; each rule shows its own part of it. */
export function TryVisitor({ trial, hasUnfinished, visitor, onChange }: Props) {
  return (
    <Stack gap="sm" component="section" aria-label={words.title}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h4">
          {words.title}
        </Title>
        {countSaid(visitor) > 0 && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(NOBODY)}>
            {words.reset}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <div aria-live="polite">
        {trial.belongs !== null && !trial.error && <Verdict belongs={trial.belongs} />}
        <ErrorNotice error={trial.error} />
      </div>
      {hasUnfinished && (
        <Text size="xs" c="dimmed">
          {words.unfinished}
        </Text>
      )}
      <VisitorFields value={visitor} onChange={onChange} />
    </Stack>
  );
}

function Verdict({ belongs }: { belongs: boolean }) {
  return (
    <Alert
      color={belongs ? "teal" : "gray"}
      icon={belongs ? <IconCircleCheck size={20} /> : <IconCircleX size={20} />}
      p="sm"
      data-testid="trial-verdict"
    >
      <Text size="sm" fw={600}>
        {belongs ? words.belongs : words.doesNot}
      </Text>
    </Alert>
  );
}
