import { Drawer, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { text } from "../text";
import { UnsavedGuard, useLeaving } from "./leaving";

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
  const { ask } = useLeaving();
  return (
    <>
      <UnsavedGuard when={opened && isDirty} />
      <Drawer
        opened={opened}
        onClose={() => (isDirty ? ask(onClose) : onClose())}
        position="right"
        size={size}
        title={<Text fw={600}>{title}</Text>}
        closeButtonProps={{ "aria-label": text.app.close }}
      >
        {children}
      </Drawer>
    </>
  );
}
