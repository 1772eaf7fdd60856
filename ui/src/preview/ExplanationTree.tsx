import { Box, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { percent } from "../analytics/numbers";
import { text } from "../text";
import {
  type AudienceResult, type ChoiceFinding, type DrawFinding, type ExperienceFinding, type Explanation, type GroupFinding,
  isChoice, isGroup, type RuleFinding, shareOf,
} from "./explanation";
import { missesOf } from "./nearest";
import { RuleText } from "./RuleText";

const words = text.preview.tree;

interface Props {
  found: ExperienceFinding;
  audiences: Explanation["audiences"];
}

/** Every variant with every audience and rule that decided on it. */
export function ExplanationTree({ found, audiences }: Props) {
  return (
    <Stack gap="sm" role="group" aria-label={text.preview.details(found.name)}>
      <Text size="xs" c="dimmed">
        {words.version(found.version.number)}
      </Text>
      {found.holdouts.map(({ owner, result }) => (
        <Node key={owner} result={result} label={words.holdout[owner] ?? owner} />
      ))}
      {found.targeting && <Choice label={words.target} choice={found.targeting} audiences={audiences} />}
      {found.variants.map((variant) =>
        isChoice(variant) ? (
          <Choice key={variant.shortUid} label={words.variant(variant.name)} choice={variant} audiences={audiences} />
        ) : (
          <Node key={variant.shortUid} result={variant.result} label={words.variant(variant.name)} note={drawn(variant)} />
        ),
      )}
    </Stack>
  );
}

function drawn(variant: DrawFinding): string {
  return variant.slot === null ? words.noSlot : words.slot(variant.slot, percent(shareOf(variant)));
}

function Choice({ label, choice, audiences }: { label: string; choice: ChoiceFinding; audiences: Props["audiences"] }) {
  const misses = missesOf(choice, audiences);
  const parts = choice.audiences.length + choice.lyticsAudiences.length;
  const away = misses === null ? text.preview.nearest.never : misses.length ? text.preview.nearest.away(misses.length) : undefined;
  return (
    <Node result={choice.result} label={label} note={away}>
      {parts > 1 && <Kind type={choice.audienceCombinationType} />}
      {choice.audiences.map((audience) => (
        <Audience key={audience.uid} audience={audience} definition={audiences[audience.uid]?.definition} />
      ))}
      {choice.lyticsAudiences.map(({ uid, name, slug, result }) => (
        <Node key={uid} result={result} label={words.lytics(name ?? slug ?? uid)} />
      ))}
    </Node>
  );
}

function Audience({ audience, definition }: { audience: AudienceResult; definition: GroupFinding | undefined }) {
  return (
    <Node result={audience.result} label={audience.name === null ? words.gone : words.audience(audience.name)}>
      {definition && <Rules group={definition} />}
    </Node>
  );
}

function Rules({ group }: { group: GroupFinding }) {
  if (group.rules.length === 0) {
    return <Text size="sm" c="dimmed">{group.result ? words.everybody : words.nobody}</Text>;
  }
  return (
    <>
      {group.rules.length > 1 && <Kind type={group.combinationType} />}
      {group.rules.map((rule, index) => (
        <OneRule key={index} rule={rule} />
      ))}
    </>
  );
}

function OneRule({ rule }: { rule: RuleFinding | GroupFinding }) {
  if (!isGroup(rule)) return <Node result={rule.result} label={<RuleText rule={rule} />} />;
  return (
    <Node result={rule.result} label={rule.combinationType === "AND" ? words.all : words.any}>
      {rule.rules.map((inner, index) => (
        <OneRule key={index} rule={inner} />
      ))}
    </Node>
  );
}

function Kind({ type }: { type: "AND" | "OR" }) {
  return (
    <Text size="xs" c="dimmed" fw={600}>
      {type === "AND" ? words.all : words.any}
    </Text>
  );
}

interface NodeProps {
  result: boolean;
  label: ReactNode;
  note?: string;
  children?: ReactNode;
}

function Node({ result, label, note, children }: NodeProps) {
  const Icon = result ? IconCircleCheck : IconCircleDashed;
  const colour = result ? "light-dark(var(--mantine-color-teal-8), var(--mantine-color-teal-4))" : "var(--mantine-color-dimmed)";
  return (
    <Box>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Icon size={18} color={colour} style={{ flexShrink: 0, marginTop: 2 }} role="img" aria-label={result ? words.match : words.noMatch} />
        <Text size="sm" component="div" miw={0} fw={typeof label === "string" ? 500 : 400} style={{ overflowWrap: "anywhere" }}>
          {label}
          {note && (
            <Text span size="sm" c="dimmed" fw={400}>
              {" "}
              · {note}
            </Text>
          )}
        </Text>
      </Group>
      {children && (
        <Stack gap={6} mt={6} ml={8} pl={16} style={{ borderLeft: "1px solid var(--mantine-color-default-border)" }}>
          {children}
        </Stack>
      )}
    </Box>
  );
}
