import { Progress, Stack, Text } from "@mantine/core";

import { text } from "../text";
import type { FigureColumn } from "./FigureTable";
import { count, percent, points, probability } from "./numbers";
import { RateCell } from "./RateCell";
import type { MetricResult, Summary, VariantResult } from "./results";
import { rateScale, upliftScale } from "./scale";
import { UpliftCell } from "./UpliftCell";
import { VariantName } from "./VariantName";

const words = text.analytics.table;
const COLOURS: Readonly<Record<string, string>> = { HAS_WON: "teal", LEADING_SIGNIFICANTLY: "teal", LEADING: "iris" };

export interface Row {
  variant: VariantResult;
  metric: MetricResult | undefined;
}

/** The columns that every version has: which variant, and who saw it. */
export function plainColumns(summary: Summary, isSteady: boolean): FigureColumn<Row>[] {
  const { leadingVariant, baseline } = summary;
  return [
    {
      key: "variant",
      label: words.variant,
      width: "25%",
      render: ({ variant: { name, shortUid }, metric }) => {
        const isLeader = metric?.__type === "Primary" && leadingVariant?.shortUid === shortUid;
        const leads = isLeader ? { label: words.leads[leadingVariant.status] ?? "", colour: COLOURS[leadingVariant.status] ?? "gray" } : null;
        const mark = leads ?? (metric && baseline === shortUid ? { label: words.isBaseline, colour: "gray" } : null);
        return <VariantName name={name} shortUid={shortUid} mark={mark} />;
      },
    },
    {
      key: "impressions",
      label: words.impressions,
      isNumber: true,
      width: 108,
      render: ({ variant }) => count(isSteady ? variant.withoutCrossovers.impressions : variant.impressions),
    },
  ];
}

/** How the impressions are shared, where nothing else is known. */
export function shareColumn({ impressions }: Summary): FigureColumn<Row> {
  return {
    key: "share",
    label: words.share,
    width: "45%",
    render: ({ variant }) => {
      const share = impressions ? (100 * variant.impressions) / impressions : null;
      return (
        <Stack gap={6}>
          <Text size="sm" className="tabular">
            {percent(share)}
          </Text>
          <Progress value={share ?? 0} size="sm" aria-label={`${words.share}: ${percent(share)}`} />
        </Stack>
      );
    },
  };
}

/** The columns of a metric. Without the crossovers only counts and rates are known. */
export function metricColumns(rows: readonly Row[], isSteady: boolean): FigureColumn<Row>[] {
  const rates = rateScale(rows.map(({ metric }) => ({ interval: metric?.interval ?? null, value: metric?.conversionRate ?? null })));
  const uplifts = upliftScale(
    rows.map(({ metric }) => ({ interval: metric?.uplift?.relative ?? null, value: metric?.uplift?.relative.middle ?? null })),
  );
  const steady = (metric: MetricResult | undefined) => (isSteady ? metric?.withoutCrossovers : metric);
  const counted: FigureColumn<Row>[] = [
    {
      key: "conversions",
      label: words.conversions,
      isNumber: true,
      width: 108,
      render: ({ metric }) => count(steady(metric)?.conversions ?? null),
    },
    {
      key: "rate",
      label: words.rate,
      hint: isSteady ? undefined : words.rateHint,
      width: "15%",
      render: ({ metric }) => (
        <RateCell rate={steady(metric)?.conversionRate ?? null} interval={isSteady ? null : (metric?.interval ?? null)} scale={rates} />
      ),
    },
  ];
  if (isSteady) return counted;
  return [
    ...counted,
    {
      key: "best",
      label: words.bestLong,
      hint: words.bestHint,
      width: "14%",
      render: ({ metric }) => <Best odds={metric?.probabilityToBeBest ?? null} />,
    },
    {
      key: "uplift",
      label: words.uplift,
      hint: words.upliftHint,
      width: "18%",
      render: ({ metric }) =>
        metric?.uplift ? <UpliftCell uplift={metric.uplift} scale={uplifts} /> : <Text size="sm">{text.analytics.unknown}</Text>,
    },
    {
      key: "loss",
      label: words.loss,
      hint: words.lossHint,
      isNumber: true,
      width: 104,
      render: ({ metric }) => points(metric?.expectedLoss ?? null),
    },
  ];
}

function Best({ odds }: { odds: number | null }) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600} className="tabular">
        {probability(odds)}
      </Text>
      {odds !== null && <Progress value={100 * odds} size="sm" aria-label={`${words.bestLong}: ${probability(odds)}`} />}
    </Stack>
  );
}
