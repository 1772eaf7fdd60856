import { Center, Group, Image, Paper, Stack, Text, Title } from "@mantine/core";

import { text } from "../text";
import { SignInForm } from "./SignInForm";

export function SignInPage() {
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper p="xl" w="100%" maw={400} shadow="sm">
        <Stack>
          <Group gap="sm">
            <Image src="/mark.svg" alt="" w={32} h={32} />
            <Title order={1} size="h3">
              {text.session.title}
            </Title>
          </Group>
          <Text c="dimmed" size="sm">
            {text.session.hint}
          </Text>
          <SignInForm />
        </Stack>
      </Paper>
    </Center>
  );
}
