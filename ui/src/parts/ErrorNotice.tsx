import { Alert, Button, Group, List, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";

import { Failure } from "../api/failures";
import { text } from "../text";

/** What went wrong, each problem, and a way on. Nothing without an error. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null;
  const problems = error instanceof Failure ? error.problems : [];
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Alert color="red" icon={<IconAlertCircle size={20} />} role="alert" mb="md">
      {problems.length > 1 ? (
        <List size="sm">
          {problems.map((problem) => (
            <List.Item key={problem.pointer + problem.code}>{problem.message}</List.Item>
          ))}
        </List>
      ) : (
        <Text size="sm">{message}</Text>
      )}
      {onRetry && (
        <Group mt="xs">
          <Button size="compact-sm" variant="light" color="red" onClick={onRetry}>
            {text.app.retry}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
