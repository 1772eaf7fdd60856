import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { shownAge } from "../parts/times";
import { text } from "../text";
import { Downloads } from "./Downloads";
import { detailsKey, type Subject, type Summary } from "./results";

const words = text.analytics;
const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 10_000;

interface Props {
  queries: readonly UseQueryResult<Summary>[];
  subject: Subject;
  summary: Summary;
}

/** How old the figures are, and a way to newer ones. */
export function Freshness({ queries, subject, summary }: Props) {
  const client = useQueryClient();
  const now = useNow();
  const collectedAt = Math.min(...queries.map(({ dataUpdatedAt }) => dataUpdatedAt));
  const isNew = now - collectedAt < MINUTE_MS;
  const refresh = () => {
    for (const query of queries) void query.refetch();
    void client.invalidateQueries({ queryKey: detailsKey(subject) });
  };
  return (
    <Group justify="space-between" gap="sm">
      <Group gap={6} wrap="nowrap">
        <Tooltip label={words.refresh}>
          <ActionIcon variant="subtle" color="gray" aria-label={words.refresh} onClick={refresh}>
            <IconRefresh size={18} />
          </ActionIcon>
        </Tooltip>
        <Text size="sm" c="dimmed" data-testid="analytics-collected">
          {words.collected(isNew ? words.lessThanMinute : shownAge(new Date(collectedAt).toISOString(), now))}
          {summary.lastUpdatedAt && ` · ${words.latest(age(summary.lastUpdatedAt, now))}`}
        </Text>
      </Group>
      <Downloads subject={subject} />
    </Group>
  );
}

function age(iso: string, now: number): string {
  return now - new Date(iso).getTime() < MINUTE_MS ? words.lessThanMinute : shownAge(iso, now);
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
