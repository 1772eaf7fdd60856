import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { text } from "../text";

interface Props<Item> {
  items: readonly Item[];
  /** How many at first, and how many more each time. */
  first: number;
  children: (item: Item) => ReactNode;
}

/** The first of a list, and more when asked, so that a long one is not in the page as a whole. */
export function Some<Item>({ items, first, children }: Props<Item>) {
  const [most, setMost] = useState(first);
  return (
    <>
      {items.slice(0, most).map(children)}
      {items.length > most && (
        <Button variant="subtle" size="compact-sm" style={{ gridColumn: "1 / -1", justifySelf: "start" }} onClick={() => setMost(most + first)}>
          {text.app.more(Math.min(first, items.length - most), items.length)}
        </Button>
      )}
    </>
  );
}
