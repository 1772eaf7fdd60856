import { Alert, Paper, Stack, Text, Title } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { text } from "../text";

/** One thing to set, with why. */
export function Section({ title, hint, children }: { title?: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <Paper component="section" p={{ base: "md", sm: "lg" }} maw={760} mb="lg">
      <Stack>
        {(title || hint) && (
          <Stack gap={4}>
            {title && (
              <Title order={2} size="h4">
                {title}
              </Title>
            )}
            {hint && (
              <Text size="sm" c="dimmed">
                {hint}
              </Text>
            )}
          </Stack>
        )}
        {children}
      </Stack>
    </Paper>
  );
}

/** Why nothing can be changed here, for who may not. */
export function OnlyOwners({ isOwner, children }: { isOwner: boolean | undefined; children?: ReactNode }) {
  if (isOwner !== false) return null;
  return (
    <Alert color="gray" icon={<IconLock size={18} />} maw={760} mb="lg">
      {children ?? text.settings.onlyOwners}
    </Alert>
  );
}
