import { arrayMove } from "@dnd-kit/sortable";
import { Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowsSort } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLayoutEffect, useState } from "react";

import { inProject, management } from "../api/client";
import { keys } from "../app/queries";
import { ErrorNotice } from "../parts/ErrorNotice";
import { FormDrawer } from "../parts/FormDrawer";
import { ConflictDialog, useSaving } from "../parts/saving";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { useChanges } from "./changing";
import { type Experience, tagged } from "./experience";
import { PriorityRows } from "./PriorityRows";

const said = text.experiences.priority;

/** The order in which experiences win over each other, changed beside the list. */
export function PrioritySidebar({ experiences }: { experiences: readonly Experience[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const [isDirty, setIsDirty] = useState(false);
  const close = () => {
    setIsOpen(false);
    setIsDirty(false);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowsSort size={16} />}
        onClick={() => setIsOpen(true)}
        data-testid="experiences-priority-sidebar-trigger"
      >
        {said.trigger}
      </Button>
      <FormDrawer opened={isOpen} onClose={close} isDirty={isDirty} title={said.title}>
        {isOpen && <Order experiences={experiences} isDirty={isDirty} onDirty={setIsDirty} onSaved={close} />}
      </FormDrawer>
    </>
  );
}

interface OrderProps {
  experiences: readonly Experience[];
  isDirty: boolean;
  onDirty: (isDirty: boolean) => void;
  onSaved: () => void;
}

function Order({ experiences, isDirty, onDirty, onSaved }: OrderProps) {
  const projectUid = useProjectUid();
  const changes = useChanges(projectUid);
  const queries = useQueryClient();
  const key = keys.project(projectUid, "priority");
  const { data } = useQuery({
    queryKey: key,
    queryFn: async () => {
      const answer = await management.GET("/experiences-priority", { params: { header: inProject(projectUid) } });
      return tagged(answer.data, answer.response);
    },
    staleTime: 0,
  });
  const [basis, setBasis] = useState<{ order: string[]; etag: string } | null>(null);
  useLayoutEffect(() => {
    if (data && (!basis || (!isDirty && basis.etag !== data.etag))) setBasis({ order: data.thing.priorityOrder, etag: data.etag });
  }, [data, basis, isDirty]);

  const saving = useSaving(
    basis?.etag ?? null,
    async (etag) => {
      await changes.prioritize(basis?.order ?? [], etag);
      notifications.show({ message: said.saved, color: "teal" });
      onSaved();
    },
    () => {
      onDirty(false);
      setBasis(null);
      void queries.invalidateQueries({ queryKey: key });
    },
  );

  return (
    <Stack data-testid="experiences-priority-sidebar-body">
      <Text size="sm" c="dimmed">
        {said.hint}
      </Text>
      <ErrorNotice error={saving.error} />
      <PriorityRows
        order={basis?.order ?? []}
        experiences={experiences}
        onMove={(from, to) => {
          setBasis((present) => present && { ...present, order: arrayMove(present.order, from, to) });
          onDirty(true);
        }}
      />
      <Group justify="flex-end">
        <Button onClick={() => void saving.start()} loading={saving.isBusy} disabled={!isDirty} data-testid="experiences-priority-save">
          {said.save}
        </Button>
      </Group>
      <ConflictDialog {...saving.conflict} />
    </Stack>
  );
}
