import { Button, Group, Modal, Text } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";

import { text } from "../text";

interface Props {
  when: boolean;
  /** A parameter of the address that tells pages apart (`?version=`): another value leaves the page, too. */
  parameter?: string;
}

/** Ask before a page is left on which something is not saved: by a link, the back button, or closing the tab. */
export function UnsavedGuard({ when, parameter }: Props) {
  // Of several blockers the router asks the last one only: one that has nothing to lose must not be there.
  return when ? <Guard parameter={parameter} /> : null;
}

function Guard({ parameter }: { parameter?: string }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      currentLocation.pathname !== nextLocation.pathname ||
      (parameter !== undefined && valueIn(currentLocation.search, parameter) !== valueIn(nextLocation.search, parameter)),
  );
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);
  return (
    <Modal opened={blocker.state === "blocked"} onClose={() => blocker.reset?.()} title={<Text fw={600}>{text.app.unsaved.title}</Text>}>
      <Text size="sm">{text.app.unsaved.body}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
          {text.app.unsaved.stay}
        </Button>
        <Button color="red" onClick={() => blocker.proceed?.()}>
          {text.app.unsaved.leave}
        </Button>
      </Group>
    </Modal>
  );
}

function valueIn(search: string, parameter: string): string | null {
  return new URLSearchParams(search).get(parameter);
}
