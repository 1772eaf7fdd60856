import { Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** What stands where there is nothing yet: what belongs here, and how it gets here. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <Center py={64}>
      <Stack align="center" gap="xs" maw={440}>
        <ThemeIcon size={56} radius="xl" variant="light">
          {icon}
        </ThemeIcon>
        <Title order={2} size="h4" mt="xs">
          {title}
        </Title>
        <Text c="dimmed" ta="center" size="sm" style={{ textWrap: "balance" }}>
          {children}
        </Text>
        {action}
      </Stack>
    </Center>
  );
}
