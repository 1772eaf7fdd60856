import { Button, Code, CopyButton, Group, Stack } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

import { text } from "../text";

/** A piece of program to take along. */
export function Snippet({ code, label }: { code: string; label: string }) {
  return (
    <Stack gap="xs">
      <Code block p="md" tabIndex={0} role="group" aria-label={label} style={{ overflowX: "auto" }}>
        {code}
      </Code>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <Group justify="flex-end">
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              onClick={copy}
              aria-live="polite"
            >
              {copied ? text.app.copied : text.settings.quickstart.copySnippet}
            </Button>
          </Group>
        )}
      </CopyButton>
    </Stack>
  );
}
