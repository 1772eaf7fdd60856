import { Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { QueryBuilder } from "react-querybuilder";

import { text } from "../../text";
import type { Findings } from "../trying/findings";
import { firstOperator, FIRST_FIELD, fittedGroup, operatorsOf, startingValue } from "./conditions";
import { BuilderContext, type Vocabulary } from "./context";
import { GroupCard } from "./GroupCard";
import type { Problems } from "./problems";
import { RuleRow } from "./RuleRow";
import { type BuilderGroup, countRules } from "./wire";

const words = text.audiences.builder;
/** What a server allows unless whoever runs it says otherwise; the server has the last word. */
export const MOST_RULES = 50;
export const DEEPEST = 10;

const CONTROLS = { ruleGroup: GroupCard, rule: RuleRow };
const COMBINATORS = [
  { name: "AND", value: "AND", label: words.all },
  { name: "OR", value: "OR", label: words.any },
];

interface Props {
  group: BuilderGroup;
  onChange: (group: BuilderGroup) => void;
  vocabulary: Vocabulary;
  problems: Problems;
  findings: Findings;
}

/** The rules of an audience, as deep as they nest. */
export function RuleBuilder({ group, onChange, vocabulary, problems, findings }: Props) {
  const surroundings = useMemo(() => ({ vocabulary, problems, findings }), [vocabulary, problems, findings]);
  const fields = useMemo(
    () => vocabulary.fields.flatMap(({ items }) => items.map(({ value, label }) => ({ name: value, value, label }))),
    [vocabulary],
  );
  const count = countRules(group);
  return (
    <BuilderContext value={surroundings}>
      <QueryBuilder
        query={group}
        onQueryChange={(changed) => onChange(fittedGroup(changed as BuilderGroup))}
        fields={fields}
        combinators={COMBINATORS}
        getDefaultField={FIRST_FIELD}
        getOperators={operatorsOf}
        getDefaultOperator={firstOperator}
        getDefaultValue={(rule) => startingValue(rule.field, rule.operator)}
        controlElements={CONTROLS}
        addRuleToNewGroups
        enableMountQueryChange={false}
        suppressStandardClassnames
      />
      <Group justify="space-between" mt={6}>
        <Text size="xs" c={count > MOST_RULES ? "red" : "dimmed"} role="status">
          {count > MOST_RULES ? words.tooMany(MOST_RULES) : words.count(count, MOST_RULES)}
        </Text>
      </Group>
    </BuilderContext>
  );
}
