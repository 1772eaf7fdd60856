import { Group, Paper, Progress as Bar, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconAlertTriangle, IconHourglass, IconInfoCircle, IconTrendingUp, IconTrophy } from "@tabler/icons-react";

import { text } from "../text";
import type { Health, Summary } from "./results";
import { type Progress, type Running, type Verdict, verdictOf } from "./verdict";

const words = text.analytics.verdict;
const LOOKS = {
  won: { colour: "teal", Icon: IconTrophy },
  ahead: { colour: "iris", Icon: IconTrendingUp },
  open: { colour: "gray", Icon: IconHourglass },
  untrusted: { colour: "red", Icon: IconAlertTriangle },
  none: { colour: "gray", Icon: IconInfoCircle },
} as const satisfies Record<Verdict["tone"], unknown>;

interface Props {
  summary: Summary;
  health: Health | undefined;
  running: Running;
  isOverRange: boolean;
}

/** Whether there is a winner, why, and what is missing. */
export function VerdictCard({ summary, health, running, isOverRange }: Props) {
  const verdict = verdictOf(summary, health, running, Date.now());
  if (!verdict) return null;
  const { colour, Icon } = LOOKS[verdict.tone];
  return (
    <Paper component="section" aria-label={words.label} p={{ base: "md", sm: "lg" }} data-testid="analytics-verdict">
      <Group align="flex-start" wrap="nowrap" gap="md">
        <ThemeIcon size={44} radius="xl" variant="light" color={colour} visibleFrom="xs">
          <Icon size={24} stroke={1.6} />
        </ThemeIcon>
        <Stack gap="xs" flex={1} miw={0}>
          <Title order={2} size="h4" aria-live="polite" style={{ overflowWrap: "anywhere" }}>
            {verdict.sentence}
          </Title>
          {[...verdict.notes, ...(isOverRange ? [words.overRange] : [])].map((note) => (
            <Text key={note} size="sm" c="dimmed">
              {note}
            </Text>
          ))}
          {verdict.progress.length > 0 && (
            <Group gap="xl" mt={4}>
              {verdict.progress.map((progress) => (
                <Step key={progress.label} progress={progress} colour={colour} />
              ))}
            </Group>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}

function Step({ progress: { label, said, share }, colour }: { progress: Progress; colour: string }) {
  return (
    <Stack gap={4} w={280} maw="100%">
      <Group justify="space-between" gap="xs">
        <Text size="xs" fw={600}>
          {label}
        </Text>
        <Text size="xs" c="dimmed" className="tabular">
          {said}
        </Text>
      </Group>
      <Bar value={100 * share} color={colour} size="sm" aria-label={`${label}: ${said}`} />
    </Stack>
  );
}
