import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { inProject, management } from "../api/client";
import { keys } from "../app/queries";
import { ErrorNotice } from "../parts/ErrorNotice";
import { UnsavedGuard } from "../parts/leaving";
import { ConflictDialog, useSaving } from "../parts/saving";
import { text } from "../text";
import { percent } from "./numbers";

const words = text.analytics.holdout;
const MOST = 50;

interface Props {
  projectUid: string;
  experienceUid: string;
}

/** How many visitors this experience holds back by itself. */
export function HoldoutSetting({ projectUid, experienceUid }: Props) {
  const queries = useQueryClient();
  const params = { header: inProject(projectUid), path: { uid: experienceUid } };
  const queryKey = keys.project(projectUid, "analytics", experienceUid, "measurement");
  const { data } = useQuery({
    queryKey,
    queryFn: async () => {
      const { data: measurement, response } = await management.GET("/experiences/{uid}/measurement", { params });
      return { measurement, etag: response.headers.get("ETag") };
    },
  });
  // What is typed, and the ETag of what it was typed over.
  const [typed, setTyped] = useState<{ share: number | string; etag: string | null } | null>(null);
  const saving = useSaving(
    typed?.etag ?? null,
    async (etag) => {
      const body = { holdoutPercentage: Number(typed?.share) };
      const headers = { "If-Match": etag };
      await management.PUT("/experiences/{uid}/measurement", { params: { ...params, header: { ...params.header, ...headers } }, body });
      await queries.invalidateQueries({ queryKey: keys.project(projectUid, "analytics", experienceUid) });
      setTyped(null);
      notifications.show({ message: words.saved });
    },
    () => {
      setTyped(null);
      void queries.invalidateQueries({ queryKey });
    },
  );
  const measurement = data?.measurement;
  if (!data || !measurement) return null;
  const present = measurement.holdoutPercentage;
  const share = typed?.share ?? present;
  const isDirty = share !== "" && Number(share) !== present;
  return (
    <Stack gap={4}>
      <UnsavedGuard when={isDirty} parameter="version" />
      <ErrorNotice error={saving.error} />
      <Group align="flex-end" gap="sm">
        <NumberInput
          label={words.setting}
          description={words.settingHint}
          value={share}
          onChange={(value) => setTyped({ share: value, etag: typed ? typed.etag : data.etag })}
          min={0}
          max={MOST}
          decimalScale={2}
          suffix=" %"
          maw={420}
        />
        <Button variant="default" onClick={() => void saving.start()} loading={saving.isBusy} disabled={!isDirty}>
          {words.save}
        </Button>
      </Group>
      {measurement.projectHoldoutPercentage > 0 && (
        <Text size="sm" c="dimmed">
          {words.project(percent(measurement.projectHoldoutPercentage))}
        </Text>
      )}
      <ConflictDialog {...saving.conflict} />
    </Stack>
  );
}
