import { ActionIcon, Avatar, Group, Menu, Text, Tooltip, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconLogout, IconMoon, IconSun } from "@tabler/icons-react";

import { text } from "../text";
import { useSession } from "./SessionProvider";

/** Colours and signing out; on every page. */
export function Account() {
  const { session, signOut } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const name = session?.user.name ?? "";
  return (
    <Group gap="xs" wrap="nowrap">
      <Tooltip label={text.app.colorScheme}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={text.app.colorScheme}
          onClick={() => setColorScheme(isDark ? "light" : "dark")}
        >
          {isDark ? <IconSun size={18} /> : <IconMoon size={18} />}
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <UnstyledButton aria-label={text.app.account(name)} style={{ borderRadius: "50%" }}>
            <Avatar name={name} color="iris" radius="xl" size={34} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
              {name}
            </Text>
            <Text size="xs" truncate>
              {session?.user.email}
            </Text>
          </Menu.Label>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
            {text.app.signOut}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
