import { Alert, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { eventsQuery } from "../events/events";
import { useAddressed } from "../parts/addressing";
import { ErrorNotice } from "../parts/ErrorNotice";
import { text } from "../text";
import { type FigureColumn, FigureTable } from "./FigureTable";
import { HoldoutSetting } from "./HoldoutSetting";
import { count, percent, probability } from "./numbers";
import { RateCell } from "./RateCell";
import { type Arm, type Holdout, holdoutQuery, type Subject } from "./results";
import { rateScale, upliftScale } from "./scale";
import { Section } from "../parts/Section";
import { UpliftCell } from "./UpliftCell";

const words = text.analytics.holdout;

/** What the experience brings at all, for any event: shown against held back. */
export function HoldoutSection({ subject, hasPrimary }: { subject: Subject; hasPrimary: boolean }) {
  const events = useQuery(eventsQuery(subject.projectUid));
  const [asked, setEvent] = useAddressed("event");
  const event = asked || (hasPrimary ? "" : (events.data?.[0]?.uid ?? ""));
  const isAskable = hasPrimary || Boolean(event);
  const { data, error, refetch } = useQuery({ ...holdoutQuery(subject, event), enabled: isAskable });
  const isNone = data?.visitors === 0 && data.holdoutPercentage === 0;
  const actions = data && !isNone && (
    <Select
      label={words.event}
      data={(events.data ?? []).map(({ uid, key }) => ({ value: uid, label: key }))}
      value={data.event}
      onChange={(uid) => setEvent(uid ?? "")}
      allowDeselect={false}
      searchable
      w={240}
    />
  );
  return (
    <Section title={words.title} hint={words.hint} actions={actions} testId="analytics-holdout">
      <Stack>
        {isNone && <Text size="sm">{words.none}</Text>}
        {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {!isAskable && events.data && <Text size="sm">{words.noEvents}</Text>}
        {data && !isNone && <Compared holdout={data} />}
        <HoldoutSetting projectUid={subject.projectUid} experienceUid={subject.experienceUid} />
      </Stack>
    </Section>
  );
}

interface Row {
  name: string;
  arm: Arm;
}

function Compared({ holdout }: { holdout: Holdout }) {
  const { uplift } = holdout;
  const rows: Row[] = [
    { name: words.shown, arm: holdout.shown },
    { name: words.heldOut, arm: holdout.heldOut },
  ];
  const rates = rateScale(rows.map(({ arm }) => ({ interval: arm.interval, value: arm.conversionRate })));
  const columns: FigureColumn<Row>[] = [
    { key: "group", label: words.group, render: ({ name }) => <Text size="sm" fw={600}>{name}</Text> },
    { key: "visitors", label: words.visitors, isNumber: true, render: ({ arm }) => count(arm.visitors) },
    { key: "conversions", label: text.analytics.table.conversions, isNumber: true, render: ({ arm }) => count(arm.conversions) },
    {
      key: "rate",
      label: text.analytics.table.rate,
      width: "30%",
      render: ({ arm }) => <RateCell rate={arm.conversionRate} interval={arm.visitors ? arm.interval : null} scale={rates} />,
    },
  ];
  return (
    <>
      {holdout.sampleRatio?.isMismatch && <Alert color="red">{words.mismatch}</Alert>}
      <FigureTable label={words.title} columns={columns} rows={rows} rowKey={({ name }) => name} />
      <Stack gap={4} maw={420}>
        <Text size="sm" c="dimmed">
          {words.uplift}
        </Text>
        {uplift ? (
          <UpliftCell uplift={uplift} scale={upliftScale([{ interval: uplift.relative, value: uplift.relative.middle }])} />
        ) : (
          <Text size="sm">{words.noUplift}</Text>
        )}
        {uplift && <Text size="sm">{words.beat(probability(uplift.probabilityToBeatBaseline))}</Text>}
      </Stack>
      <Text size="sm" c="dimmed">
        {[
          words.share(percent(holdout.holdoutPercentage)),
          holdout.sufficientData ? "" : words.few,
          holdout.crossovers ? words.crossovers(holdout.crossovers) : "",
        ].join(" ")}
      </Text>
    </>
  );
}
