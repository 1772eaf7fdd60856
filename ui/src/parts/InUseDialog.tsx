import { Button, Group, Modal, Stack, Text } from "@mantine/core";

import { text } from "../text";
import { type Use, UseList } from "./uses";

interface Props {
  title: string;
  hint: string;
  uses: readonly Use[];
  onClose: () => void;
}

/** Why something cannot be deleted: what uses it, each a link to where that can be changed. */
export function InUseDialog({ title, hint, uses, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{title}</Text>}>
      <Stack>
        <Text size="sm">{hint}</Text>
        <UseList uses={uses} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.app.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
