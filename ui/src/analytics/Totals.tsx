import { Paper, SimpleGrid, Text, Tooltip } from "@mantine/core";

import { shownTime } from "../parts/times";
import { text } from "../text";
import { count } from "./numbers";
import { primaryOf, type Summary } from "./results";
import { daysActive } from "./verdict";

const words = text.analytics.totals;

/** The totals of a version. */
export function Totals({ summary }: { summary: Summary }) {
  const primary = primaryOf(summary);
  const isCrossing = summary.crossovers > 0;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: isCrossing ? 5 : 4 }} spacing="sm">
      <Total label={words.impressions} hint={words.impressionsHint} value={count(summary.impressions)} testId="total-impressions" />
      <Total label={words.visitors} hint={words.visitorsHint} value={count(summary.visitors)} />
      {primary && (
        <Total
          label={words.conversions}
          hint={words.conversionsHint(primary.name)}
          value={count(conversions(summary))}
          testId="total-conversions"
        />
      )}
      {isCrossing && <Total label={words.crossovers} hint={words.crossoversHint} value={count(summary.crossovers)} />}
      <Total label={words.days} hint={words.daysHint(shownTime(summary.firstActivatedAt))} value={count(daysActive(summary, Date.now()))} />
    </SimpleGrid>
  );
}

interface Props {
  label: string;
  hint: string;
  value: string;
  testId?: string;
}

function Total({ label, hint, value, testId }: Props) {
  return (
    <Tooltip label={hint} multiline w={260}>
      <Paper px="md" py="sm" tabIndex={0} aria-description={hint}>
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        <Text fz={28} lh={1.25} fw={650} className="tabular" data-testid={testId}>
          {value}
        </Text>
      </Paper>
    </Tooltip>
  );
}

/** Of the primary metric, over all variants; null where its event is gone. */
function conversions({ variants }: Summary): number | null {
  const found = variants.map(({ metrics }) => metrics.find((metric) => metric.__type === "Primary")?.conversions ?? null);
  return found.some((one) => one === null) ? null : found.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}
