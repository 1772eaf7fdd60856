import { Alert, Button, Group, Loader, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { ErrorNotice } from "../parts/ErrorNotice";
import { shownTime } from "../parts/times";
import { text } from "../text";
import { erasureQuery } from "./visitors";

const words = text.settings.visitors;

/** How far a request to erase a visitor is. */
export function ErasureProgress({ projectUid, uid, onDismiss }: { projectUid: string; uid: string; onDismiss: () => void }) {
  const { data: erasure, error } = useQuery(erasureQuery(projectUid, uid));
  if (error) return <ErrorNotice error={error} onRetry={onDismiss} />;
  if (!erasure) return null;
  const isDone = erasure.status === "DONE";
  return (
    <Alert
      maw={760}
      mb="lg"
      role="status"
      color={isDone ? "teal" : "iris"}
      icon={isDone ? <IconCheck size={20} /> : <Loader size={18} aria-hidden />}
      title={isDone ? words.done : words.pending}
      data-testid={isDone ? "erasure-done" : "erasure-pending"}
    >
      <Text size="sm">{isDone ? words.doneBody : words.pendingBody}</Text>
      <Group mt="xs" gap="md" justify="space-between">
        <Text size="xs" c="dimmed">
          {words.requestedAt} {shownTime(erasure.requestedAt)}
          {erasure.doneAt && ` · ${words.doneAt} ${shownTime(erasure.doneAt)}`}
        </Text>
        <Button size="compact-sm" variant="subtle" onClick={onDismiss}>
          {words.dismiss}
        </Button>
      </Group>
    </Alert>
  );
}
