import { Badge, type MantineColor } from "@mantine/core";

import { text } from "../text";
import type { Status } from "./experience";

const COLORS: Record<Status, MantineColor> = { DRAFT: "gray", ACTIVE: "teal", PAUSED: "yellow", ARCHIVED: "gray" };

export function StatusBadge({ status, testId }: { status: Status; testId?: string }) {
  return (
    <Badge
      variant={status === "ARCHIVED" ? "outline" : "light"}
      color={COLORS[status]}
      // A coloured word on its own tint is too faint to read in small type.
      styles={{ label: { color: "var(--mantine-color-text)" }, root: { textTransform: "none", flexShrink: 0 } }}
      leftSection={<Dot status={status} />}
      data-testid={testId}
    >
      {text.experiences.statuses[status]}
    </Badge>
  );
}

function Dot({ status }: { status: Status }) {
  const size = 8;
  return (
    <span
      aria-hidden
      style={{ display: "block", width: size, height: size, borderRadius: size, background: `var(--mantine-color-${COLORS[status]}-6)` }}
    />
  );
}
