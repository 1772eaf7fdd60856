import { Button, Fieldset, Group, NumberInput, Radio, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { keys } from "../app/queries";
import { useBase } from "../parts/basing";
import { ErrorNotice } from "../parts/ErrorNotice";
import { UnsavedGuard } from "../parts/leaving";
import { ConflictDialog, useSaving } from "../parts/saving";
import { useIsOwner } from "../projects/members";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { isPercentage, measurementQuery, type MeasurementValues, saveMeasurement, SIGNALS, valuesOf } from "./measurement";
import { OnlyOwners, Setting } from "./Setting";

const words = text.settings.measurement;

export function MeasurementPage() {
  const uid = useProjectUid();
  const queries = useQueryClient();
  const isOwner = useIsOwner(uid);
  const { data: latest, refetch } = useSuspenseQuery(measurementQuery(uid));
  const form = useForm<MeasurementValues>({
    initialValues: valuesOf(latest),
    validate: { percentage: (value) => (isPercentage(value) ? null : words.percentageWrong) },
  });
  const [base, take] = useBase(latest, form, valuesOf);
  const saving = useSaving(
    base.etag,
    async (etag) => {
      await saveMeasurement(uid, form.getValues(), etag);
      await queries.invalidateQueries({ queryKey: keys.project(uid) });
      const { data } = await refetch();
      if (data) take(data);
      notifications.show({ message: words.saved, color: "teal" });
    },
    () => void refetch().then(({ data }) => data && take(data)),
  );
  return (
    <form onSubmit={form.onSubmit(() => void saving.start())} noValidate>
      <UnsavedGuard when={form.isDirty()} />
      <Text c="dimmed" size="sm" mb="lg" maw={760}>
        {words.hint}
      </Text>
      <OnlyOwners isOwner={isOwner} />
      <ErrorNotice error={saving.error} />
      <Fieldset variant="unstyled" p={0} m={0} disabled={isOwner === false}>
        <Setting title={words.holdout} hint={words.holdoutHint}>
          <NumberInput
            label={words.percentage}
            description={words.percentageHint}
            styles={{ wrapper: { maxWidth: 160 } }}
            min={0}
            max={50}
            decimalScale={2}
            allowNegative={false}
            clampBehavior="none"
            suffix=" %"
            {...form.getInputProps("percentage")}
          />
          <Text size="sm" c="dimmed">
            {words.running}
          </Text>
          <Text size="sm" c="dimmed">
            {words.recorded}
          </Text>
        </Setting>
        <Setting title={words.signal} hint={words.signalHint}>
          <Radio.Group aria-label={words.signal} {...form.getInputProps("signal")}>
            <Stack>
              {SIGNALS.map((signal) => (
                <Radio key={signal} value={signal} label={words.signals[signal].label} description={words.signals[signal].hint} />
              ))}
            </Stack>
          </Radio.Group>
        </Setting>
        <Group justify="flex-end" maw={760}>
          <Button variant="default" disabled={!form.isDirty()} onClick={() => take(latest)}>
            {text.settings.details.reset}
          </Button>
          <Button type="submit" loading={saving.isBusy} disabled={!form.isDirty()}>
            {text.app.save}
          </Button>
        </Group>
      </Fieldset>
      <ConflictDialog {...saving.conflict} />
    </form>
  );
}
