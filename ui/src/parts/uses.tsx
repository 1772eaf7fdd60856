import { Anchor, List, Popover, Text } from "@mantine/core";
import { Link } from "react-router";

/** Something that uses a thing, and so stands in the way of deleting it. */
export interface Use {
  uid: string;
  name: string;
  to: string;
}

/** How many things use something, and, when asked, which. */
export function UsedBy({ uses, label, none }: { uses: readonly Use[]; label: string; none: string }) {
  if (uses.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <Popover width={280} withArrow shadow="md" position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Anchor component="button" type="button" size="sm">
          {label}
        </Anchor>
      </Popover.Target>
      <Popover.Dropdown mah={320} style={{ overflowY: "auto" }}>
        <UseList uses={uses} />
      </Popover.Dropdown>
    </Popover>
  );
}

export function UseList({ uses }: { uses: readonly Use[] }) {
  return (
    <List size="sm" spacing={4}>
      {uses.map(({ uid, name, to }) => (
        <List.Item key={uid}>
          <Anchor component={Link} to={to} size="sm" style={{ overflowWrap: "anywhere" }}>
            {name}
          </Anchor>
        </List.Item>
      ))}
    </List>
  );
}
