import { Alert, Badge, Button, Collapse, Group, List, Paper, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconShieldCheck, IconShieldX } from "@tabler/icons-react";

import { text } from "../text";
import type { Check, Health } from "./results";

const words = text.analytics.health;
const COLOURS: Readonly<Record<Check["status"], string>> = { OK: "teal", WARNING: "yellow", PROBLEM: "red", UNKNOWN: "gray" };

/** Whether the figures can be trusted: what is wrong first and in full, all checks on demand. */
export function HealthNotice({ health }: { health: Health }) {
  const [isOpen, list] = useDisclosure(false);
  const wrong = health.checks.filter(({ status }) => status === "PROBLEM" || status === "WARNING");
  const isFine = wrong.length === 0;
  const all = (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      onClick={list.toggle}
      aria-expanded={isOpen}
      rightSection={isOpen ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
    >
      {words.all(health.checks.length)}
    </Button>
  );
  return (
    <div data-testid="analytics-health">
      {isFine ? (
        <Group gap="xs">
          <IconShieldCheck size={18} color={`var(--mantine-color-${COLOURS[health.status]}-6)`} aria-hidden />
          <Text size="sm">
            {words.title} <b>{words.statuses[health.status]}</b>
          </Text>
          {all}
        </Group>
      ) : (
        <Alert
          color={COLOURS[health.status]}
          role="status"
          variant="outline"
          bg="var(--mantine-color-body)"
          icon={health.status === "PROBLEM" ? <IconShieldX size={20} /> : <IconAlertTriangle size={20} />}
          title={`${words.title} ${words.statuses[health.status]}`}
          // The colour alone is too faint for words.
          styles={{ title: { color: "var(--mantine-color-text)" } }}
        >
          <List size="sm" spacing={4} mb="xs">
            {wrong.map(({ check, message }) => (
              <List.Item key={check}>
                <b>{words.names[check] ?? check}:</b> {message}
              </List.Item>
            ))}
          </List>
          {all}
        </Alert>
      )}
      <Collapse expanded={isOpen}>
        <Paper p="md" mt="xs">
          <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {health.checks.map((check) => (
              <OneCheck key={check.check} check={check} />
            ))}
          </Stack>
        </Paper>
      </Collapse>
    </div>
  );
}

function OneCheck({ check: { check, status, message } }: { check: Check }) {
  return (
    <Group component="li" gap="sm" align="flex-start" wrap="nowrap">
      <Badge variant="light" color={COLOURS[status]} w={92} style={{ flexShrink: 0 }}>
        {words.check[status]}
      </Badge>
      <Text size="sm">
        <b>{words.names[check] ?? check}.</b> {message}
      </Text>
    </Group>
  );
}
