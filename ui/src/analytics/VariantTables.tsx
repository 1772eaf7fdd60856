import { Badge, Group, Select, Stack, Switch, Text, Title } from "@mantine/core";

import { useAddressed } from "../parts/addressing";
import { text } from "../text";
import { metricColumns, plainColumns, type Row, shareColumn } from "./columns";
import { FigureTable } from "./FigureTable";
import type { MetricResult, Summary } from "./results";
import { Section } from "../parts/Section";

const words = text.analytics.table;

/** What each variant did, for each metric; only impressions where there are no metrics. */
export function VariantTables({ summary }: { summary: Summary }) {
  const [steady, setSteady] = useAddressed("steady");
  const [, setBaseline] = useAddressed("baseline");
  const metrics = summary.variants[0]?.metrics ?? [];
  const isSteady = steady === "1";
  const first = summary.variants[0]?.shortUid;
  const actions = metrics.length > 0 && (
    <Select
      label={words.baseline}
      data={summary.variants.map(({ shortUid, name }) => ({ value: shortUid, label: `${shortUid} · ${name}` }))}
      value={summary.baseline}
      onChange={(shortUid) => setBaseline(shortUid === first ? "" : (shortUid ?? ""))}
      allowDeselect={false}
      w={220}
    />
  );
  return (
    <Section title={words.title} actions={actions} testId="analytics-variants">
      <Stack gap="xl">
        {summary.crossovers > 0 && (
          <Switch
            label={words.steady}
            description={words.steadyHint}
            checked={isSteady}
            onChange={(event) => setSteady(event.currentTarget.checked ? "1" : "")}
          />
        )}
        {metrics.length === 0 ? (
          <FigureTable
            label={words.title}
            columns={[...plainColumns(summary, isSteady), shareColumn(summary)]}
            rows={summary.variants.map((variant) => ({ variant, metric: undefined }))}
            rowKey={({ variant }) => variant.shortUid}
          />
        ) : (
          metrics.map((metric) => <OfMetric key={metric.event} metric={metric} summary={summary} isSteady={isSteady} />)
        )}
      </Stack>
    </Section>
  );
}

interface OfMetricProps {
  metric: MetricResult;
  summary: Summary;
  isSteady: boolean;
}

function OfMetric({ metric, summary, isSteady }: OfMetricProps) {
  const isPrimary = metric.__type === "Primary";
  const rows: Row[] = summary.variants.map((variant) => ({
    variant,
    metric: variant.metrics.find(({ event }) => event === metric.event),
  }));
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Title order={3} size="h5">
          {metric.name || words.deleted}
        </Title>
        <Badge variant="light" color={isPrimary ? "iris" : "gray"} style={{ textTransform: "none" }}>
          {isPrimary ? words.primary : words.secondary}
        </Badge>
      </Group>
      {metric.eventKey === null && (
        <Text size="sm" c="red">
          {words.eventDeleted}
        </Text>
      )}
      <FigureTable
        label={metric.name}
        columns={[...plainColumns(summary, isSteady), ...metricColumns(rows, isSteady)]}
        rows={rows}
        rowKey={({ variant }) => variant.shortUid}
      />
    </Stack>
  );
}
