import { Alert, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";

import { ConfirmDialog } from "../parts/confirming";
import { text } from "../text";
import { useChanges } from "./changing";
import type { Experience } from "./experience";

const said = text.experiences.deleting;

/** Deleting an experience; one that was ever live takes its results with it, so its name is to be typed first. */
export function DeleteExperience({ experience, etag }: { experience: Experience; etag: string }) {
  const { name, project, uid, status } = experience;
  const [isAsking, setIsAsking] = useState(false);
  const changes = useChanges(project);
  const navigate = useNavigate();

  async function remove() {
    await changes.remove(uid, etag);
    notifications.show({ message: said.done(name) });
    void navigate(`/projects/${project}/experiences`);
  }

  return (
    <Paper p="lg">
      <Group justify="space-between" gap="md">
        <div>
          <Title order={2} size="h4">
            {said.title}
          </Title>
          <Text size="sm" c="dimmed">
            {said.hint}
          </Text>
        </div>
        <Button variant="outline" color="red" onClick={() => setIsAsking(true)}>
          {said.action}
        </Button>
      </Group>
      {isAsking && (
        <ConfirmDialog
          title={said.title}
          action={said.action}
          typed={status === "DRAFT" ? undefined : name}
          typedLabel={said.typed(name)}
          onConfirm={remove}
          onClose={() => setIsAsking(false)}
        >
          <Stack gap="sm">
            {status === "ACTIVE" && (
              <Alert color="yellow" icon={<IconAlertTriangle size={20} />}>
                {said.live}
              </Alert>
            )}
            <Text size="sm">{said.body(name)}</Text>
          </Stack>
        </ConfirmDialog>
      )}
    </Paper>
  );
}
