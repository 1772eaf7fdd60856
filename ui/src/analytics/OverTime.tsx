import { SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useAddressed } from "../parts/addressing";
import { ErrorNotice } from "../parts/ErrorNotice";
import { zone } from "../parts/times";
import { text } from "../text";
import { linesOf, showable } from "./chart/series";
import { LazyChart } from "./LazyChart";
import { useRange } from "./RangePicker";
import { fittingGranularity } from "./ranges";
import { type Granularity, seriesQuery, type Subject, type Summary } from "./results";
import { Section } from "../parts/Section";
import { SeriesTable } from "./SeriesTable";

const words = text.analytics.chart;

/** A version's figures over time, drawn or as a table. */
export function OverTime({ subject, summary }: { subject: Subject; summary: Summary }) {
  const { range } = useRange();
  const [asked, setGranularity] = useAddressed("granularity");
  const [view, setView] = useAddressed("view");
  const [shown, setShown] = useAddressed("show");
  const fitting = fittingGranularity(range, summary.firstActivatedAt, Date.now());
  const granularity: Granularity = asked === "HOUR" || asked === "DAY" ? asked : fitting;
  const { data, error, refetch } = useQuery(seriesQuery(subject, range, granularity));

  const choices = showable(summary.variants[0]?.metrics ?? []);
  const choice = choices.find(({ value }) => value === shown) ?? choices[0];
  const kind = choice?.value.split(":")[0];
  const lines = useMemo(
    () => data && linesOf(data, summary.variants, choice?.value ?? ""),
    // Only what is drawn: the totals change more often than the lines.
    [data, choice?.value, summary.variants.map(({ shortUid, name }) => shortUid + name).join()],
  );
  const note = { rate: words.rateNote, converted: words.convertedNote }[kind ?? ""];
  const actions = (
    <>
      <Select
        label={words.show}
        data={choices.map(({ value, label }) => ({ value: value || "impressions", label }))}
        value={choice?.value || "impressions"}
        onChange={(value) => setShown(value === "impressions" ? "" : (value ?? ""))}
        allowDeselect={false}
        w={260}
      />
      <SegmentedControl
        aria-label={words.granularity}
        data={[{ value: "HOUR", label: words.hour }, { value: "DAY", label: words.day }]}
        value={granularity}
        onChange={(value) => setGranularity(value === fitting ? "" : value)}
      />
      <SegmentedControl
        aria-label={words.as}
        data={[{ value: "chart", label: words.asChart }, { value: "table", label: words.asTable }]}
        value={view === "table" ? "table" : "chart"}
        onChange={(value) => setView(value === "table" ? "table" : "")}
      />
    </>
  );
  return (
    <Section
      title={choice?.value ? words.title : words.impressionsTitle}
      hint={`${words.zone(zone)} ${note ?? ""}`}
      actions={actions}
      testId="analytics-over-time"
    >
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!lines && !error && <Skeleton height={300} radius="md" />}
      {lines && (
        <Stack gap="xs">
          {view === "table" ? (
            <SeriesTable lines={lines} granularity={granularity} />
          ) : (
            <LazyChart label={words.describe(choice?.label ?? "", lines.lines[0]?.points.length ?? 0)} lines={lines} />
          )}
          {!range.endTime && (
            <Text size="xs" c="dimmed">
              {words.partial}
            </Text>
          )}
        </Stack>
      )}
    </Section>
  );
}
