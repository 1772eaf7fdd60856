import {
  closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon } from "@mantine/core";
import { IconGripVertical } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  /** The keys of all rows in their order, also of those that are not in the page. */
  keys: string[];
  onMove: (from: number, to: number) => void;
  /** Told which row is being moved, and when none is any more. */
  onHold?: (key: string | null) => void;
  children: ReactNode;
}

/** Rows in an order that is changed by dragging, with a pointer or with the keyboard (Space, arrows, Space). */
export function SortableRows({ keys, onMove, onHold, children }: Props) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );

  function drop({ active, over }: DragEndEvent) {
    onHold?.(null);
    if (over && active.id !== over.id) onMove(keys.indexOf(String(active.id)), keys.indexOf(String(over.id)));
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragStart={({ active }) => onHold?.(String(active.id))}
      onDragCancel={() => onHold?.(null)}
      onDragEnd={drop}
    >
      <SortableContext items={keys} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

interface RowProps {
  id: string;
  /** What the handle does, for who cannot see it. */
  label: string;
  testId?: string;
  isFixed?: boolean;
  children: (handle: ReactNode) => ReactNode;
}

/** One of them; it says where its handle goes. */
export function SortableRow({ id, label, testId, isFixed = false, children }: RowProps) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id, disabled: isFixed });
  const handle = isFixed ? null : (
    <ActionIcon
      ref={setActivatorNodeRef}
      {...attributes}
      {...listeners}
      variant="subtle"
      color="gray"
      aria-label={label}
      // A finger on the handle drags, it does not scroll.
      style={{ cursor: "grab", touchAction: "none" }}
    >
      <IconGripVertical size={16} />
    </ActionIcon>
  );
  return (
    <div
      ref={setNodeRef}
      data-testid={testId}
      style={{
        transform: CSS.Translate.toString(transform),
        transition,
        position: "relative",
        zIndex: isDragging ? 2 : undefined,
        boxShadow: isDragging ? "var(--mantine-shadow-md)" : undefined,
        borderRadius: "var(--mantine-radius-md)",
      }}
    >
      {children(handle)}
    </div>
  );
}
