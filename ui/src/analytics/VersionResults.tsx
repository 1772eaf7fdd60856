import { Alert, Stack } from "@mantine/core";
import { IconChartLine, IconCloudOff } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { isABTest, type Version } from "../experiences/experience";
import { useAddressed } from "../parts/addressing";
import { EmptyState } from "../parts/EmptyState";
import { ErrorNotice } from "../parts/ErrorNotice";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { BreakdownSection } from "./BreakdownSection";
import { Freshness } from "./Freshness";
import { HealthNotice } from "./HealthNotice";
import { HoldoutSection } from "./HoldoutSection";
import { OverTime } from "./OverTime";
import { RangePicker, useRange } from "./RangePicker";
import { detailsKey, healthQuery, type Subject, type Summary, summaryQuery } from "./results";
import { Totals } from "./Totals";
import { TrafficSection } from "./TrafficSection";
import { VariantTables } from "./VariantTables";
import { VerdictCard } from "./VerdictCard";

const words = text.analytics;

interface Props {
  projectUid: string;
  version: Version;
}

/** All results of one version that is or was active; they follow what visitors do by themselves. */
export function VersionResults({ projectUid, version }: Props) {
  const subject = { projectUid, experienceUid: version.experienceUid, versionUid: version.uid };
  const { range, isWhole } = useRange();
  const [baseline] = useAddressed("baseline");
  // The verdict belongs to the whole, whichever range is looked at.
  const known = version.variants.some(({ shortUid }) => shortUid === baseline) ? baseline : "";
  const whole = useQuery(summaryQuery(subject, {}, known));
  const ranged = useQuery({ ...summaryQuery(subject, range, known), enabled: !isWhole });
  const health = useQuery(healthQuery(subject));
  useFollowed(subject, whole.data);

  const shown = isWhole ? whole.data : ranged.data;
  const error = whole.error ?? (isWhole ? null : ranged.error);
  if (!whole.data || (!shown && !error)) {
    return error ? <ErrorNotice error={error} onRetry={() => void whole.refetch()} /> : <Waiting />;
  }
  const isTest = isABTest(version);
  const hasData = whole.data.impressions > 0;
  const isBandit = isTest && version.variantSplit === "MULTI_ARMED_BANDIT";
  return (
    <Stack gap="lg">
      <Freshness queries={isWhole ? [whole] : [whole, ranged]} subject={subject} summary={whole.data} />
      {error && (
        <Alert color="yellow" icon={<IconCloudOff size={20} />} role="status">
          {words.notReached} {error.message}
        </Alert>
      )}
      {health.data && <HealthNotice health={health.data} />}
      {hasData && isTest && (
        <VerdictCard
          summary={whole.data}
          health={health.data}
          running={{ isBandit, isActive: version.status === "ACTIVE" }}
          isOverRange={!isWhole}
        />
      )}
      {hasData ? (
        <>
          <RangePicker firstActivatedAt={whole.data.firstActivatedAt} />
          {shown && shown.impressions === 0 && <Nobody>{words.noData.range}</Nobody>}
          {shown && shown.impressions > 0 && (
            <>
              <Totals summary={shown} />
              <VariantTables summary={shown} />
              <OverTime subject={subject} summary={shown} />
            </>
          )}
          {isBandit && <TrafficSection subject={subject} />}
          <BreakdownSection subject={subject} summary={whole.data} />
        </>
      ) : (
        <Nobody>{version.status === "ACTIVE" ? words.noData.running : words.noData.over}</Nobody>
      )}
      <HoldoutSection subject={subject} hasPrimary={isTest && version.metrics.length > 0} />
    </Stack>
  );
}

function Nobody({ children }: { children: string }) {
  return (
    <EmptyState icon={<IconChartLine size={28} stroke={1.6} />} title={words.noData.title}>
      {children}
    </EmptyState>
  );
}

/** Ask for all that hangs on the totals when those have changed. */
function useFollowed(subject: Subject, summary: Summary | undefined): void {
  const queries = useQueryClient();
  const seen = useRef<string | null>(null);
  const stamp = summary ? `${summary.version} ${summary.lastUpdatedAt} ${summary.impressions}` : null;
  useEffect(() => {
    if (stamp && seen.current && seen.current !== stamp) void queries.invalidateQueries({ queryKey: detailsKey(subject) });
    if (stamp) seen.current = stamp;
  }, [stamp]);
}
