import { Button, Drawer, Group, Modal, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { text } from "../text";
import { UnsavedGuard } from "./leaving";

interface Props {
  opened: boolean;
  title: string;
  /** Whether something is typed that closing would lose. */
  isDirty: boolean;
  size?: string;
  onClose: () => void;
  children: ReactNode;
}

/** A form beside the page it belongs to. Asks before it is closed over something unsaved. */
export function FormDrawer({ opened, title, isDirty, size = "md", onClose, children }: Props) {
  const [isAsking, setIsAsking] = useState(false);
  const leave = () => {
    setIsAsking(false);
    onClose();
  };
  return (
    <>
      <UnsavedGuard when={opened && isDirty} />
      <Drawer
        opened={opened}
        onClose={() => (isDirty ? setIsAsking(true) : onClose())}
        position="right"
        size={size}
        title={<Text fw={600}>{title}</Text>}
        closeButtonProps={{ "aria-label": text.app.close }}
      >
        {children}
      </Drawer>
      <Modal
        opened={isAsking}
        onClose={() => setIsAsking(false)}
        title={<Text fw={600}>{text.app.unsaved.title}</Text>}
        zIndex={300}
      >
        <Text size="sm">{text.app.unsaved.body}</Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setIsAsking(false)} data-autofocus>
            {text.app.unsaved.stay}
          </Button>
          <Button color="red" onClick={leave}>
            {text.app.unsaved.leave}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
