import { Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";

import { Failure } from "../api/failures";
import { text } from "../text";

interface ConflictProps {
  opened: boolean;
  /** Forget what is typed here and show what somebody else saved. */
  onTheirs: () => void;
  /** Save what is typed here whatever somebody else saved. */
  onMine: () => void;
  onClose: () => void;
}

/** What to do where somebody else saved meanwhile; closing it goes back to the form as it is. */
export function ConflictDialog({ opened, onTheirs, onMine, onClose }: ConflictProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>{text.app.conflict.title}</Text>} zIndex={300}>
      <Text size="sm">{text.app.conflict.body}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onTheirs} data-autofocus>
          {text.app.conflict.theirs}
        </Button>
        <Button onClick={onMine}>{text.app.conflict.mine}</Button>
      </Group>
    </Modal>
  );
}

interface Saving {
  isBusy: boolean;
  error: unknown;
  conflict: ConflictProps;
  start: () => Promise<void>;
  forget: () => void;
}

// If-Match: * saves whatever is there.
const WHATEVER = "*";

/**
 * Save against the ETag that a form was read with. A refusal leaves the form as it is; where somebody else saved
 * meanwhile, `conflict` are the props of the dialog that asks.
 */
export function useSaving(etag: string | null, save: (etag: string) => Promise<unknown>, onTheirs: () => void): Saving {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [isConflicting, setIsConflicting] = useState(false);

  async function attempt(match: string) {
    setIsBusy(true);
    setError(null);
    setIsConflicting(false);
    try {
      await save(match);
    } catch (failure) {
      if (failure instanceof Failure && failure.isConflictingSave) setIsConflicting(true);
      else setError(failure);
    } finally {
      setIsBusy(false);
    }
  }

  return {
    isBusy,
    error,
    start: () => attempt(etag ?? WHATEVER),
    forget: () => setError(null),
    conflict: {
      opened: isConflicting,
      onTheirs: () => {
        setIsConflicting(false);
        onTheirs();
      },
      onMine: () => void attempt(WHATEVER),
      onClose: () => setIsConflicting(false),
    },
  };
}
