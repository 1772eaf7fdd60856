import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { Link, useRouteError } from "react-router";

import { Failure } from "../api/failures";
import { text } from "../text";

export function NotFound() {
  return (
    <Center mih="60vh">
      <Stack align="center" gap="xs">
        <Title order={2}>{text.app.notFound.title}</Title>
        <Text c="dimmed">{text.app.notFound.body}</Text>
        <Button component={Link} to="/projects" mt="sm">
          {text.app.notFound.action}
        </Button>
      </Stack>
    </Center>
  );
}

/** What is shown where a page could not be drawn: an update of the server is the usual reason. */
export function RouteFailed() {
  const error = useRouteError();
  // Another project's address, or one of something deleted.
  if (error instanceof Failure && [403, 404].includes(error.status)) return <NotFound />;
  return (
    <Center mih="60vh" role="alert">
      <Stack align="center" gap="xs" maw={480}>
        <Title order={2}>{text.app.failed.title}</Title>
        <Text c="dimmed" ta="center">
          {text.app.failed.body}
        </Text>
        <Text size="sm" ff="monospace" c="dimmed">
          {error instanceof Error ? error.message : null}
        </Text>
        <Button mt="sm" onClick={() => window.location.reload()}>
          {text.app.failed.action}
        </Button>
      </Stack>
    </Center>
  );
}
