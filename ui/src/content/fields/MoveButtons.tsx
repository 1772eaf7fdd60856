import { ActionIcon, Group } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";

import { text } from "../../text";

interface Props {
  label: string;
  index: number;
  count: number;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** Up, down and away, for one of a list; by mouse and keyboard alike. */
export function MoveButtons({ label, index, count, onMove, onRemove }: Props) {
  const shared = { variant: "subtle", color: "gray", size: "lg" } as const;
  return (
    <Group gap={2} wrap="nowrap">
      <ActionIcon {...shared} aria-label={text.content.field.up(label)} disabled={index === 0} onClick={() => onMove(index - 1)}>
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon {...shared} aria-label={text.content.field.down(label)} disabled={index === count - 1} onClick={() => onMove(index + 1)}>
        <IconArrowDown size={16} />
      </ActionIcon>
      <ActionIcon {...shared} aria-label={text.content.field.removeOf(label)} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </Group>
  );
}

/** Return the list with one of its elements elsewhere. */
export function moved<Element>(list: readonly Element[], from: number, to: number): Element[] {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, list[from] as Element);
}
