import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";

import { keys } from "../app/queries";
import { ConfirmDialog } from "../parts/confirming";
import { type Project, projectsQuery } from "../projects/project";
import { text } from "../text";
import { deleteProject } from "./details";
import { Setting } from "./Setting";

const words = text.settings.remove;

/** The end of a project: what goes with it, and a word to type first. */
export function DeleteProject({ project }: { project: Project }) {
  const [isAsking, setIsAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: projects } = useQuery(projectsQuery);
  const active = projects?.find(({ uid }) => uid === project.uid)?.activeExperienceCount ?? 0;

  async function remove() {
    await deleteProject(project.uid);
    // At once: the list must not ask for the users of what is gone.
    queries.setQueryData<Project[]>(keys.projects, (listed) => listed?.filter(({ uid }) => uid !== project.uid));
    await navigate("/projects");
    notifications.show({ message: words.done(project.name), color: "teal" });
    await queries.invalidateQueries({ queryKey: keys.projects });
  }

  return (
    <Setting title={words.title} hint={words.hint}>
      <Group>
        <Button color="red" variant="outline" onClick={() => setIsAsking(true)}>
          {words.action}
        </Button>
      </Group>
      {isAsking && (
        <ConfirmDialog
          title={words.ask(project.name)}
          action={words.action}
          typed={words.word}
          typedLabel={words.wordLabel}
          onConfirm={remove}
          onClose={() => setIsAsking(false)}
        >
          {words.body(active)}
        </ConfirmDialog>
      )}
    </Setting>
  );
}
