import { Alert, NumberInput, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import { Failure } from "../api/failures";
import { useAddressed } from "../parts/addressing";
import { text } from "../text";
import { count, percent, probability } from "./numbers";
import { type Plan, planQuery } from "./results";
import { Section } from "../parts/Section";

const words = text.analytics.plan;
const TYPING_MS = 250;
const LONG_DAYS = 60;
const FEWEST_VARIANTS = 2;

interface Props {
  projectUid: string;
  experienceUid: string;
  variantCount: number;
}

/** How many visitors and days a test takes, before it is started. */
export function PlanCalculator({ projectUid, experienceUid, variantCount }: Props) {
  const [rate, setRate] = useAddressed("rate");
  const [uplift, setUplift] = useAddressed("uplift");
  const [perDay, setPerDay] = useAddressed("perDay");
  const variants = String(Math.max(FEWEST_VARIANTS, variantCount));
  const wanted = { baselineRate: rate, minimalUplift: uplift, variants, ...(Number(perDay) > 0 && { visitorsPerDay: perDay }) };
  const [asked] = useDebouncedValue(wanted, TYPING_MS);
  const isComplete = Boolean(asked.baselineRate && asked.minimalUplift);
  const { data, error } = useQuery({ ...planQuery(projectUid, experienceUid, asked), enabled: isComplete });
  const problem = (pointer: string) => (error instanceof Failure && isComplete ? error.at(pointer) : undefined);
  return (
    <Section title={words.title} hint={words.hint} testId="analytics-plan">
      <SimpleGrid cols={{ base: 1, sm: 3 }} mb="lg">
        <NumberInput label={words.rate} description={words.rateHint} value={rate} onChange={(value) => setRate(String(value))} suffix=" %" min={0} max={100} placeholder="5 %" error={problem("/baselineRate")} />
        <NumberInput label={words.uplift} description={words.upliftHint} value={uplift} onChange={(value) => setUplift(String(value))} suffix=" %" placeholder="10 %" error={problem("/minimalUplift")} />
        <NumberInput label={words.perDay} description={words.perDayHint} value={perDay} onChange={(value) => setPerDay(String(value))} min={0} thousandSeparator placeholder="1,000" error={problem("/visitorsPerDay")} />
      </SimpleGrid>
      {!isComplete && <Text c="dimmed">{words.incomplete}</Text>}
      {isComplete && !error && data && <Planned plan={data} />}
    </Section>
  );
}

function Planned({ plan }: { plan: Plan }) {
  return (
    <Stack aria-live="polite">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Answer label={words.visitors} value={count(plan.visitors)} hint={words.each(count(plan.visitorsPerVariant))} />
        <Answer
          label={words.days}
          value={plan.days === null ? text.analytics.unknown : words.daysValue(plan.days)}
          hint={plan.days === null ? words.noDays : words.daysHint}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {words.meaning(probability(plan.power))}{" "}
        {plan.days !== null && (plan.smallestUplift === null ? words.smallestNone : words.smallest(percent(plan.smallestUplift)))}
      </Text>
      {plan.days !== null && plan.days > LONG_DAYS && <Alert color="yellow">{words.long}</Alert>}
    </Stack>
  );
}

function Answer({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <Paper p="md" bg="var(--mantine-primary-color-light)" withBorder={false}>
      <Text size="sm">{label}</Text>
      <Text fz={28} lh={1.3} fw={650} className="tabular">
        {value}
      </Text>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    </Paper>
  );
}
