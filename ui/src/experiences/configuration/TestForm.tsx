import { Button, Group, Input, NumberInput, Paper, Stack, Text } from "@mantine/core";

import { text } from "../../text";
import { Distribution } from "./Distribution";
import type { Fields } from "./fields";
import { Metrics } from "./Metrics";
import { newVariant, type PlannedVariant, replaced, sharesOf } from "./plan";
import { equalShares, isWhole, sumOf } from "./shares";
import { TargetGroup } from "./TargetGroup";
import { AddVariant, LINE, Section, VariantHead } from "./VariantHead";

const said = text.experiences;

/** A test: its variants and how visitors are shared out, what is measured, and who takes part. */
export function TestForm(fields: Fields) {
  return (
    <>
      <Distribution {...fields} />
      <Variants {...fields} />
      <Metrics {...fields} />
      <TargetGroup {...fields} />
    </>
  );
}

function Variants({ plan, onChange, problems }: Fields) {
  const { variants, split } = plan;
  const isCustom = split === "CUSTOM_PERCENTAGE";
  const shares = sharesOf(plan);
  const setVariants = (rows: PlannedVariant[]) => onChange({ variants: rows });
  const change = (variant: PlannedVariant, part: Partial<PlannedVariant>) => setVariants(replaced(variants, variant.key, part));
  return (
    <Section title={said.variants.title} hint={said.variants.testHint} error={problems.variants}>
      <Stack gap="sm">
        {variants.map((variant) => (
          <Paper key={variant.key} p="md" radius="md" data-testid="variant-row">
            <VariantHead
              variant={variant}
              error={problems[`name/${variant.key}`]}
              onRename={(name) => change(variant, { name })}
              onRemove={() => setVariants(variants.filter(({ key }) => key !== variant.key))}
            >
              {isCustom ? (
                <NumberInput
                  label={said.variants.share}
                  value={variant.share}
                  onChange={(share) => change(variant, { share: typeof share === "number" ? share : "" })}
                  min={0}
                  max={100}
                  decimalScale={2}
                  suffix=" %"
                  error={Boolean(problems.split)}
                  w={140}
                />
              ) : (
                <Share share={shares.get(variant.key) ?? 0} isBandit={split === "MULTI_ARMED_BANDIT"} />
              )}
            </VariantHead>
          </Paper>
        ))}
        <Group justify="space-between">
          <AddVariant onAdd={() => setVariants([...variants, newVariant()])} />
          {isCustom && (
            <Sum
              shares={variants.map(({ share }) => share)}
              onEqual={() => {
                const equal = equalShares(variants.length);
                setVariants(variants.map((variant, index) => ({ ...variant, share: equal[index] ?? 0 })));
              }}
            />
          )}
        </Group>
      </Stack>
    </Section>
  );
}

function Share({ share, isBandit }: { share: number; isBandit: boolean }) {
  return (
    <Input.Wrapper label={said.variants.share} labelElement="div" w={140}>
      <Text size="sm" {...(isBandit ? { pt: 6 } : { lh: LINE })}>
        {isBandit ? said.variants.duringBandit : `${share} %`}
      </Text>
    </Input.Wrapper>
  );
}

function Sum({ shares, onEqual }: { shares: (number | "")[]; onEqual: () => void }) {
  const isFine = isWhole(shares);
  return (
    <Group gap="sm">
      <Text size="sm" fw={550} role="status" c={isFine ? "dimmed" : "var(--mantine-color-error)"} data-testid="share-sum">
        {said.sum(sumOf(shares))}
        {!isFine && `. ${said.problems.sum}.`}
      </Text>
      <Button variant="default" size="compact-sm" onClick={onEqual}>
        {said.shareEqually}
      </Button>
    </Group>
  );
}
