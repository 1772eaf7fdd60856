import { Button, SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useAddressed } from "../parts/addressing";
import { ErrorNotice } from "../parts/ErrorNotice";
import { text } from "../text";
import { type FigureColumn, FigureTable } from "./FigureTable";
import { count } from "./numbers";
import { RateCell } from "./RateCell";
import { type Breakdown, breakdownQuery, type Dimension, type Subject, type Summary } from "./results";
import { rateScale } from "./scale";
import { Section } from "../parts/Section";

const words = text.analytics.breakdown;
const DIMENSIONS = ["AUDIENCE", "DEVICE", "COUNTRY"] as const satisfies readonly Dimension[];
const FEW = 8;

type Value = Breakdown["values"][number];

/** The figures by what visitors are; on purpose without any winner. */
export function BreakdownSection({ subject, summary }: { subject: Subject; summary: Summary }) {
  const [by, setBy] = useAddressed("by");
  const [asked, setMetric] = useAddressed("metric");
  const [isLong, setIsLong] = useState(false);
  const dimension = DIMENSIONS.find((name) => name === by) ?? "AUDIENCE";
  const { data, error, refetch } = useQuery(breakdownQuery(subject, dimension));
  const metrics = summary.variants[0]?.metrics ?? [];
  const metric = metrics.find(({ event }) => event === asked) ?? metrics[0];
  const values = data?.values ?? [];
  const actions = (
    <>
      {metrics.length > 1 && (
        <Select
          label={words.metric}
          data={metrics.map(({ event, name }) => ({ value: event, label: name }))}
          value={metric?.event ?? null}
          onChange={(event) => setMetric(event === metrics[0]?.event ? "" : (event ?? ""))}
          allowDeselect={false}
          w={200}
        />
      )}
      <SegmentedControl
        aria-label={words.by}
        data={DIMENSIONS.map((value) => ({ value, label: words.dimensions[value] ?? value }))}
        value={dimension}
        onChange={(value) => setBy(value === "AUDIENCE" ? "" : value)}
      />
    </>
  );
  return (
    <Section title={words.title} hint={words.caution} actions={actions} testId="analytics-breakdown">
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={160} />}
      {data && (
        <Stack gap="sm" align="stretch">
          {data.isOverlapping && (
            <Text size="sm" c="dimmed">
              {words.overlapping}
            </Text>
          )}
          <FigureTable
            label={words.dimensions[dimension] ?? dimension}
            columns={columnsOf(data, summary, metric?.event ?? null)}
            rows={isLong ? values : values.slice(0, FEW)}
            rowKey={({ value }) => value ?? ""}
          />
          {!isLong && values.length > FEW && (
            <Button variant="subtle" onClick={() => setIsLong(true)} style={{ alignSelf: "flex-start" }}>
              {words.more(values.length - FEW)}
            </Button>
          )}
        </Stack>
      )}
    </Section>
  );
}

function columnsOf(data: Breakdown, summary: Summary, event: string | null): FigureColumn<Value>[] {
  const found = (value: Value, shortUid: string) => {
    const variant = value.variants.find((one) => one.shortUid === shortUid);
    return { impressions: variant?.impressions ?? 0, metric: variant?.metrics.find((metric) => metric.event === event) };
  };
  // A value with a handful of visitors has an interval from 0 to anything: it must not set the scale for all.
  const large = data.values.filter(({ impressions }) => impressions >= 0.02 * (data.values[0]?.impressions ?? 0));
  const scale = rateScale(
    large.flatMap((value) =>
      summary.variants.map(({ shortUid }) => {
        const { metric } = found(value, shortUid);
        return { interval: metric?.interval ?? null, value: metric?.conversionRate ?? null };
      }),
    ),
  );
  return [
    {
      key: "value",
      label: words.dimensions[data.dimension] ?? data.dimension,
      width: "22%",
      render: ({ value, name, isDeleted }) => (
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }} c={value === null ? "dimmed" : undefined}>
          {value === null ? words.none[data.dimension] : name}
          {isDeleted && ` (${words.deleted})`}
        </Text>
      ),
    },
    { key: "impressions", label: text.analytics.table.impressions, isNumber: true, width: 110, render: ({ impressions }) => count(impressions) },
    ...summary.variants.map(({ shortUid, name }) => ({
      key: `variant ${shortUid}`,
      label: name,
      render: (value: Value) => {
        const { impressions, metric } = found(value, shortUid);
        if (event === null) return count(impressions);
        return (
          <Stack gap={0}>
            <RateCell rate={metric?.conversionRate ?? null} interval={impressions ? (metric?.interval ?? null) : null} scale={scale} />
            <Text size="xs" c="dimmed" className="tabular">
              {count(metric?.conversions ?? null)} / {count(impressions)}
            </Text>
          </Stack>
        );
      },
    })),
  ];
}
