import { ActionIcon, Badge, Button, Group, Paper, Select, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { eventsQuery } from "../../events/events";
import { text } from "../../text";
import type { Fields } from "./fields";
import { MAX_METRICS, newMetric, type PlannedMetric, replaced } from "./plan";
import { Section } from "./VariantHead";

const said = text.experiences.metrics;

/** What visitors do when a variant works; the first one decides. */
export function Metrics({ projectUid, plan, onChange, problems }: Fields) {
  const { metrics } = plan;
  const { data: events } = useQuery(eventsQuery(projectUid));
  const setMetrics = (rows: PlannedMetric[]) => onChange({ metrics: rows });
  const hasNoEvents = events?.length === 0;
  return (
    <Section title={said.title} hint={said.hint}>
      <Stack gap="sm">
        {metrics.length === 0 && (
          <Text size="sm" c="dimmed">
            {hasNoEvents ? said.noEvents : said.none}
          </Text>
        )}
        {metrics.map((metric, index) => (
          <Metric
            key={metric.key}
            metric={metric}
            isPrimary={index === 0}
            options={optionsOf(events, metric.event)}
            errors={{ event: problems[`event/${metric.key}`], name: problems[`metric/${metric.key}`] }}
            onChange={(part) => setMetrics(replaced(metrics, metric.key, part))}
            onRemove={() => setMetrics(metrics.filter(({ key }) => key !== metric.key))}
            onFirst={() => setMetrics([metric, ...metrics.filter(({ key }) => key !== metric.key)])}
          />
        ))}
        {metrics.length < MAX_METRICS && !hasNoEvents && (
          <Group>
            <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => setMetrics([...metrics, newMetric()])}>
              {said.add}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  );
}

interface MetricProps {
  metric: PlannedMetric;
  isPrimary: boolean;
  options: { value: string; label: string }[];
  errors: { event?: string; name?: string };
  onChange: (part: Partial<PlannedMetric>) => void;
  onRemove: () => void;
  onFirst: () => void;
}

function Metric({ metric, isPrimary, options, errors, onChange, onRemove, onFirst }: MetricProps) {
  function choose(event: string | null) {
    const called = options.find(({ value }) => value === event)?.label ?? "";
    const previous = options.find(({ value }) => value === metric.event)?.label ?? "";
    // A name of one's own stays; one that only repeats the event follows it.
    onChange({ event, ...(!metric.name.trim() || metric.name === previous ? { name: called } : {}) });
  }

  return (
    <Paper p="md" radius="md" data-testid="metric-row">
      <Group justify="space-between" mb="xs">
        <Badge variant={isPrimary ? "light" : "default"} radius="sm" tt="none" styles={{ label: { color: "var(--mantine-color-text)" } }}>
          {isPrimary ? said.primary : said.secondary}
        </Badge>
        <Group gap="xs">
          {!isPrimary && (
            <Button variant="subtle" size="compact-sm" onClick={onFirst}>
              {said.makePrimary}
            </Button>
          )}
          <Tooltip label={said.remove(metric.name)}>
            <ActionIcon variant="subtle" color="gray" aria-label={said.remove(metric.name)} onClick={onRemove}>
              <IconTrash size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <Group gap="sm" align="flex-start">
        <Select
          label={said.event}
          placeholder={said.eventPlaceholder}
          data={options}
          value={metric.event}
          onChange={choose}
          searchable
          limit={60}
          error={errors.event}
          flex="1 1 200px"
        />
        <TextInput
          label={said.name}
          value={metric.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          error={errors.name}
          maxLength={200}
          flex="1 1 200px"
        />
      </Group>
    </Paper>
  );
}

function optionsOf(events: readonly { uid: string; key: string }[] | undefined, chosen: string | null) {
  const options = (events ?? []).map(({ uid, key }) => ({ value: uid, label: key }));
  const isGone = chosen !== null && events && !events.some(({ uid }) => uid === chosen);
  return isGone ? [...options, { value: chosen, label: said.missing(chosen) }] : options;
}
