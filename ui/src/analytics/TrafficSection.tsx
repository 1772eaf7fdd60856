import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { text } from "../text";
import { historyOf } from "./chart/history";
import { LazyChart } from "./LazyChart";
import { percent } from "./numbers";
import { type Subject, trafficQuery } from "./results";
import { Section } from "../parts/Section";
import { VariantName } from "./VariantName";

const words = text.analytics.traffic;

/** Where a bandit sends visitors now, and when that changed. */
export function TrafficSection({ subject }: { subject: Subject }) {
  const { data } = useQuery(trafficQuery(subject));
  const lines = useMemo(() => data && historyOf(data, Date.now()), [data]);
  return (
    <Section title={words.title} hint={words.hint} testId="analytics-traffic">
      {!data && <Skeleton height={220} />}
      {data && (
        <Stack>
          <Group gap="xl">
            {data.variants.map(({ shortUid, name, percentage }) => (
              <Group key={shortUid} gap="sm" wrap="nowrap">
                <VariantName name={name} shortUid={shortUid} />
                <Text fw={600} className="tabular">
                  {percent(percentage)}
                </Text>
              </Group>
            ))}
          </Group>
          {data.history.length > 0 && lines ? (
            <LazyChart label={words.describe(data.history.length)} lines={lines} height={240} />
          ) : (
            <Text size="sm" c="dimmed">
              {words.none}
            </Text>
          )}
        </Stack>
      )}
    </Section>
  );
}
