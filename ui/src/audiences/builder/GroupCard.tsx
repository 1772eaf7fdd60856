import { ActionIcon, Button, Group, Paper, SegmentedControl, Stack, Text, Tooltip } from "@mantine/core";
import { IconPlus, IconSquarePlus, IconTrash } from "@tabler/icons-react";
import { RuleGroupBodyComponents, type RuleGroupProps, useRuleGroup } from "react-querybuilder";

import { text } from "../../text";
import { useSurroundings } from "./context";
import { DEEPEST } from "./RuleBuilder";

const words = text.audiences.builder;
const CHOICES = [
  { value: "AND", label: words.all },
  { value: "OR", label: words.any },
];

/** Rules of which all or any have to hold, and groups of the same. */
export function GroupCard(props: RuleGroupProps) {
  const group = useRuleGroup(props);
  const { path, ruleGroup } = group;
  const { problems } = useSurroundings();
  const combinator = "combinator" in ruleGroup ? ruleGroup.combinator : "AND";
  const isAll = combinator === "AND";
  const isOutermost = path.length === 0;
  const isDeepest = path.length + 1 >= DEEPEST;
  const place = path.map((index) => index + 1).join(".");
  const problem = problems.get(ruleGroup.id ?? "");
  return (
    <Paper
      p="sm"
      radius="md"
      role="group"
      aria-label={words.group(place)}
      data-testid="rule-group"
      bg={path.length % 2 === 0 ? "light-dark(#fff, var(--mantine-color-dark-7))" : "light-dark(#f7f7fb, var(--mantine-color-dark-8))"}
      style={{ borderInlineStart: `3px solid var(--mantine-color-${isAll ? "iris" : "teal"}-5)` }}
    >
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            data={CHOICES}
            value={combinator}
            onChange={(chosen) => group.onCombinatorChange(chosen)}
            aria-label={words.match}
          />
          <Text size="xs" c="dimmed" visibleFrom="sm">
            {isAll ? words.allHint : words.anyHint}
          </Text>
        </Group>
        {!isOutermost && (
          <Tooltip label={words.removeGroup}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`${words.removeGroup}: ${words.group(place)}`}
              onClick={() => group.removeGroup()}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {problem && (
        <Text size="xs" c="red" mb="xs">
          {problem}
        </Text>
      )}
      {ruleGroup.rules.length === 0 ? (
        <Text size="sm" c="dimmed" py="xs">
          {isAll ? words.emptyAll : words.emptyAny}
        </Text>
      ) : (
        <Stack gap="xs">
          <RuleGroupBodyComponents {...group} />
        </Stack>
      )}
      <Group gap="xs" mt="sm">
        <Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} />} onClick={() => group.addRule()}>
          {words.addRule}
        </Button>
        <Tooltip label={words.tooDeep} disabled={!isDeepest}>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconSquarePlus size={14} />}
            data-disabled={isDeepest || undefined}
            aria-disabled={isDeepest}
            onClick={() => !isDeepest && group.addGroup()}
          >
            {words.addGroup}
          </Button>
        </Tooltip>
      </Group>
    </Paper>
  );
}
