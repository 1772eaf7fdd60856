import { ActionIcon, Group, Paper, Select, Stack, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconTrash, IconX } from "@tabler/icons-react";
import { type RuleProps, useRule } from "react-querybuilder";

import { text } from "../../text";
import { useRegionNames } from "../places/PlaceFields";
import { type RuleFinding, shownValue } from "../trying/findings";
import { operatorLabel, operatorsOf } from "./conditions";
import { useSurroundings } from "./context";
import { ParameterName, ValueEditor } from "./ValueEditor";
import { type BuilderRule, fieldReference, operatorParts, PARAMETERS_FIELD } from "./wire";

const words = text.audiences.builder;

/** One rule: what it is about, what it asks, what it compares with; what is wrong with it, and what a trial found. */
export function RuleRow(props: RuleProps) {
  const { rule: untyped, path, onChangeField, onChangeOperator, onChangeValue, cloneRule, removeRule } = useRule(props);
  const rule = untyped as BuilderRule;
  const { vocabulary, problems, findings } = useSurroundings();
  const name = words.rule(path.map((index) => index + 1).join("."));
  const problem = problems.get(rule.id ?? "");
  const finding = findings.get(rule.id ?? "");
  const fields = vocabulary.known.has(rule.field)
    ? vocabulary.fields
    : [...vocabulary.fields, { group: words.unknown, items: [{ value: rule.field, label: words.unknown }] }];
  const { condition, isNegated } = operatorParts(rule.operator);
  const operators = operatorsOf(rule.field).map(({ value, label }) => ({ value, label }));
  if (!operators.some(({ value }) => value === rule.operator)) {
    operators.push({ value: rule.operator, label: operatorLabel(condition, isNegated) });
  }
  return (
    <Paper p="xs" radius="md" role="group" aria-label={name} data-testid="rule" bd={problem ? "1px solid red.6" : undefined}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Group gap="xs" flex={1} align="flex-start" miw={0}>
          <Select
            aria-label={words.attribute}
            data={fields}
            value={rule.field}
            onChange={(field) => field && onChangeField(field)}
            allowDeselect={false}
            searchable
            nothingFoundMessage={text.app.nothingFound}
            flex="1.4 1 150px"
            miw={120}
          />
          {rule.field === PARAMETERS_FIELD && <ParameterName value={rule.value} onChange={onChangeValue} />}
          <Select
            aria-label={words.condition}
            data={operators}
            value={rule.operator}
            onChange={(operator) => operator && onChangeOperator(operator)}
            allowDeselect={false}
            flex="1 1 120px"
            miw={110}
            maxDropdownHeight={340}
          />
          <ValueEditor field={rule.field} condition={condition} value={rule.value} onChange={onChangeValue} />
        </Group>
        <Group gap={2} wrap="nowrap" mt={4}>
          <Tooltip label={words.copyRule}>
            <ActionIcon variant="subtle" color="gray" aria-label={`${words.copyRule}: ${name}`} onClick={() => cloneRule()}>
              <IconCopy size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={words.removeRule}>
            <ActionIcon variant="subtle" color="gray" aria-label={`${words.removeRule}: ${name}`} onClick={() => removeRule()}>
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      {problem && (
        <Text size="xs" c="red" mt={6} role="alert">
          {problem}
        </Text>
      )}
      {finding && !problem && <Found finding={finding} attribute={fieldReference(rule.field).ref} />}
    </Paper>
  );
}

function Found({ finding, attribute }: { finding: RuleFinding; attribute: string }) {
  const trying = text.audiences.trying;
  const regions = useRegionNames(attribute === "REGION" && typeof finding.value === "string" ? [finding.value] : []);
  const seen = shownValue(finding.value, attribute, regions);
  const why = [seen && trying.sees(seen), finding.note].filter(Boolean).join(" ");
  const color = finding.result ? "light-dark(var(--mantine-color-teal-9), var(--mantine-color-teal-4))" : "dimmed";
  return (
    <Stack gap={0} mt={6} data-testid="rule-finding">
      <Group gap={4} wrap="nowrap" align="flex-start">
        {finding.result ? (
          <IconCheck size={14} color="var(--mantine-color-teal-6)" style={{ flex: "none", marginTop: 2 }} />
        ) : (
          <IconX size={14} style={{ flex: "none", marginTop: 2 }} />
        )}
        <Text size="xs" c={color} style={{ overflowWrap: "anywhere" }}>
          <b>{finding.result ? trying.holds : trying.fails}.</b> {why}
        </Text>
      </Group>
    </Stack>
  );
}
