import { Button, Group, Paper, Stack, Switch, Text, Title } from "@mantine/core";
import { useState } from "react";

import type { Experience } from "../experiences/experience";
import { text } from "../text";
import { DecisionRow } from "./DecisionRow";
import type { Explanation } from "./explanation";

const words = text.preview;
const SHOWN_AT_ONCE = 50;

interface Props {
  experiences: readonly Experience[];
  explanation: Explanation;
  /** The uids of the experiences that are decided by their draft. */
  drafts: readonly string[];
  onDrafts: (uids: string[]) => void;
}

/** Every experience of the project, highest priority first, with what the visitor gets of it. */
export function DecisionList({ experiences, explanation, drafts, onDrafts }: Props) {
  const [most, setMost] = useState(SHOWN_AT_ONCE);
  const found = new Map(explanation.experiences.map((experience) => [experience.uid, experience]));
  const withDraft = experiences.filter(({ hasDraft }) => hasDraft).map(({ uid }) => uid);
  const count = explanation.experiences.filter(({ activeVariantShortUid }) => activeVariantShortUid !== null).length;
  const isAll = withDraft.length > 0 && withDraft.every((uid) => drafts.includes(uid));
  return (
    <Paper p={{ base: "md", sm: "lg" }} component="section" aria-label={words.results}>
      <Group justify="space-between" mb="md">
        <Stack gap={2}>
          <Title order={2} size="h4">
            {words.results}
          </Title>
          <Text size="sm" c="dimmed" aria-live="polite">
            {words.summary(count, experiences.length)}
          </Text>
        </Stack>
        {withDraft.length > 0 && (
          <Switch label={words.allDrafts} checked={isAll} onChange={(event) => onDrafts(event.currentTarget.checked ? withDraft : [])} />
        )}
      </Group>
      <Stack gap={0} component="ol" m={0} p={0} style={{ listStyle: "none" }}>
        {experiences.slice(0, most).map((experience) => (
          <DecisionRow
            key={experience.uid}
            experience={experience}
            found={found.get(experience.uid)}
            audiences={explanation.audiences}
            isDraft={experience.hasDraft && drafts.includes(experience.uid)}
            onDraft={(is) => onDrafts([...drafts.filter((uid) => uid !== experience.uid), ...(is ? [experience.uid] : [])])}
          />
        ))}
      </Stack>
      {experiences.length > most && (
        <Button variant="subtle" mt="sm" onClick={() => setMost(most + SHOWN_AT_ONCE)}>
          {words.more(Math.min(SHOWN_AT_ONCE, experiences.length - most))}
        </Button>
      )}
      {explanation.notes.length > 0 && (
        <Stack gap={2} mt="lg">
          <Text size="xs" fw={600} c="dimmed">
            {words.notes}
          </Text>
          {explanation.notes.map((note) => (
            <Text key={note} size="xs" c="dimmed">
              {note}
            </Text>
          ))}
        </Stack>
      )}
    </Paper>
  );
}
