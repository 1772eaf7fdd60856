import { Alert, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { Copyable } from "../parts/Copyable";
import { ErrorNotice } from "../parts/ErrorNotice";
import { shownTime } from "../parts/times";
import { text } from "../text";
import { createToken } from "./tokens";

const words = text.settings.quickstart.token;

interface Props {
  stackKey: string;
  environments: readonly string[];
  environment: string;
  onEnvironment: (name: string) => void;
  token: string;
  onToken: (token: string) => void;
}

/** Make the token that the site reads content with, and show it this once. */
export function DeliveryToken({ stackKey, environments, environment, onEnvironment, token, onToken }: Props) {
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function create() {
    setIsBusy(true);
    setError(null);
    try {
      onToken(await createToken(stackKey, words.name(environment, shownTime(new Date().toISOString())), environment));
    } catch (failure) {
      setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  if (environments.length === 0) return <Alert color="gray">{words.noEnvironments}</Alert>;
  return (
    <Stack gap="xs">
      <ErrorNotice error={error} />
      <Group align="flex-end">
        <Select
          label={words.environment}
          data={[...environments]}
          value={environment}
          allowDeselect={false}
          onChange={(name) => name && onEnvironment(name)}
        />
        <Button variant="default" loading={isBusy} onClick={() => void create()}>
          {words.create}
        </Button>
      </Group>
      {token ? (
        <Alert color="orange" title={words.title} role="status">
          <Copyable value={token} label={words.title} testId="delivery-token" />
          <Text size="sm" mt="xs">
            {words.once}
          </Text>
        </Alert>
      ) : (
        <Text size="sm" c="dimmed">
          {words.hint}
        </Text>
      )}
    </Stack>
  );
}
