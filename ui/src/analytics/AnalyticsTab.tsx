import { Group, Select, Stack } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { isABTest, liveOf, type Version, versionsQuery } from "../experiences/experience";
import { useAddressed } from "../parts/addressing";
import { EmptyState } from "../parts/EmptyState";
import { ErrorNotice } from "../parts/ErrorNotice";
import { useProjectUid } from "../projects/project";
import { Waiting } from "../session/Signed";
import { text } from "../text";
import { PlanCalculator } from "./PlanCalculator";
import { VersionResults } from "./VersionResults";

const words = text.analytics;

/** The results of an experience, one version at a time. */
export function AnalyticsTab({ experienceUid }: { experienceUid: string }) {
  const projectUid = useProjectUid();
  const { data: versions, error, refetch } = useQuery(versionsQuery(projectUid, experienceUid));
  const [asked, choose] = useAddressed("version");
  if (!versions) return error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <Waiting />;
  const version = asked ? versions.find(({ uid }) => uid === asked) : (liveOf(versions) ?? withResults(versions) ?? versions[0]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <Select
          label={words.version}
          data={versions.map(({ uid, status, versionNumber }) => ({
            value: uid,
            label: words.versionName(words.statuses[status] ?? status, versionNumber),
          }))}
          value={version?.uid ?? null}
          onChange={(uid) => choose(uid ?? "")}
          allowDeselect={false}
          w={240}
          data-testid="analytics-version"
        />
      </Group>
      {version ? <OfVersion key={version.uid} version={version} projectUid={projectUid} /> : <ErrorNotice error={words.deletedVersion} />}
    </Stack>
  );
}

function OfVersion({ version, projectUid }: { version: Version; projectUid: string }) {
  if (version.firstActivatedAt) return <VersionResults projectUid={projectUid} version={version} />;
  return (
    <>
      <EmptyState icon={<IconChartLine size={28} stroke={1.6} />} title={words.draft.title}>
        {words.draft.body}
      </EmptyState>
      {isABTest(version) && (
        <PlanCalculator projectUid={projectUid} experienceUid={version.experienceUid} variantCount={version.variants.length} />
      )}
    </>
  );
}

function withResults(versions: readonly Version[]): Version | undefined {
  return versions.find(({ firstActivatedAt }) => firstActivatedAt);
}
