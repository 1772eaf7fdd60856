import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";

import { text } from "../text";
import { ErrorNotice } from "./ErrorNotice";

interface Props {
  title: string;
  children: ReactNode;
  action: string;
  /** What has to be typed first, for what cannot be undone and takes much with it. */
  typed?: string;
  typedLabel?: string;
  /** Whether it can be taken back; else the button is red. */
  isHarmless?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Ask before something of consequence is done. Stays open, and says why, where it fails. Show it only while it is asked. */
export function ConfirmDialog({ title, children, action, typed, typedLabel, isHarmless = false, onConfirm, onClose }: Props) {
  const [entered, setEntered] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function confirm(event: FormEvent) {
    event.preventDefault();
    // It may lie, in the tree, inside a form of the page.
    event.stopPropagation();
    setIsBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{title}</Text>}>
      <Stack component="form" onSubmit={(event) => void confirm(event)}>
        <ErrorNotice error={error} />
        <Text size="sm" component="div">
          {children}
        </Text>
        {typed && (
          <TextInput
            label={typedLabel}
            value={entered}
            onChange={(event) => setEntered(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.app.cancel}
          </Button>
          <Button type="submit" color={isHarmless ? undefined : "red"} loading={isBusy} disabled={typed !== undefined && entered !== typed}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
