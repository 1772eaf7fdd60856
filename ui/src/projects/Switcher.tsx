import { Button, Menu, ScrollArea, Text } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { text } from "../text";
import { projectsQuery, useProject } from "./project";

/** The project one is in, and the way to another. */
export function Switcher() {
  const project = useProject();
  const { data } = useQuery(projectsQuery);
  return (
    <Menu position="bottom-start" width={300}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          px="xs"
          rightSection={<IconChevronDown size={16} />}
          aria-label={`${text.projects.switch}: ${project.name}`}
        >
          <Text fw={600} truncate maw={{ base: 150, sm: 320 }} c="var(--mantine-color-text)">
            {project.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={320}>
          {(data ?? [project]).map((other) => (
            <Menu.Item
              key={other.uid}
              component={Link}
              to={`/projects/${other.uid}`}
              aria-current={other.uid === project.uid ? "page" : undefined}
              rightSection={other.uid === project.uid && <IconCheck size={16} />}
            >
              <Text size="sm" truncate maw={230}>
                {other.name}
              </Text>
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
        <Menu.Divider />
        <Menu.Item component={Link} to="/projects">
          {text.projects.all}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
