import { ActionIcon, Group, Paper, Text, Tooltip } from "@mantine/core";
import { IconArrowBarToUp } from "@tabler/icons-react";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";

import { text } from "../text";
import type { Experience } from "./experience";
import { SortableRow, SortableRows } from "./SortableRows";
import { StatusBadge } from "./StatusBadge";

const said = text.experiences.priority;
const ROW_HEIGHT = 54;
const AHEAD = 10;

interface Props {
  order: string[];
  experiences: readonly Experience[];
  onMove: (from: number, to: number) => void;
}

/** The experiences in their order, any number of them: only those in sight, and the one on the move, are in the page. */
export function PriorityRows({ order, experiences, onMove }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<string | null>(null);
  const byUid = new Map(experiences.map((experience) => [experience.uid, experience]));
  const virtual = useVirtualizer({
    count: order.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: AHEAD,
    getItemKey: (index) => order[index] ?? index,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      const index = held === null ? -1 : order.indexOf(held);
      return index < 0 || shown.includes(index) ? shown : [...shown, index].sort((one, other) => one - other);
    },
  });
  return (
    <div ref={box} tabIndex={0} role="region" aria-label={said.order} style={{ overflow: "auto", maxHeight: "calc(100dvh - 250px)" }}>
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        <SortableRows keys={order} onMove={onMove} onHold={setHeld}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const uid = order[index] ?? "";
            return (
              <div key={uid} style={{ position: "absolute", top: start, left: 2, right: 2, height: ROW_HEIGHT }}>
                <Row uid={uid} index={index} experience={byUid.get(uid)} onTop={() => onMove(index, 0)} />
              </div>
            );
          })}
        </SortableRows>
      </div>
    </div>
  );
}

interface RowProps {
  uid: string;
  index: number;
  experience: Experience | undefined;
  onTop: () => void;
}

function Row({ uid, index, experience, onTop }: RowProps) {
  const name = experience?.name ?? uid;
  return (
    <SortableRow id={uid} label={said.drag(name)} testId="drag-experience-priority-row">
      {(handle) => (
        <Paper px="xs" py={8} radius="md">
          <Group gap="xs" wrap="nowrap">
            {handle}
            <Text size="sm" c="dimmed" w={30} ta="right" mr={4}>
              {index + 1}
            </Text>
            <Text size="sm" fw={500} truncate flex={1} title={name}>
              {name}
            </Text>
            {experience && <StatusBadge status={experience.status} />}
            <Tooltip label={said.toTop(name)}>
              <ActionIcon variant="subtle" color="gray" aria-label={said.toTop(name)} onClick={onTop} disabled={index === 0}>
                <IconArrowBarToUp size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        </Paper>
      )}
    </SortableRow>
  );
}
