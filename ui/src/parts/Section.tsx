import { Group, Paper, type PaperProps, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface Props extends Pick<PaperProps, "maw" | "mb"> {
  title?: string;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  testId?: string;
}

/** A part of a page, with what it is about. */
export function Section({ title, hint, actions, children, testId, ...layout }: Props) {
  const id = useId();
  return (
    <Paper component="section" p={{ base: "md", sm: "lg" }} aria-labelledby={title && id} data-testid={testId} {...layout}>
      {(title || hint || actions) && (
        <Group justify="space-between" align="flex-start" mb="md" gap="sm">
          <Stack gap={2} maw={680}>
            {title && (
              <Title order={2} size="h4" id={id}>
                {title}
              </Title>
            )}
            {hint && (
              <Text size="sm" c="dimmed">
                {hint}
              </Text>
            )}
          </Stack>
          {actions && (
            <Group gap="sm" align="flex-end">
              {actions}
            </Group>
          )}
        </Group>
      )}
      {children}
    </Paper>
  );
}
