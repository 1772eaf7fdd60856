import { Button } from "@mantine/core";
import { useState } from "react";

import { text } from "../text";

export const MAIN_ID = "content";

/** The first thing that Tab reaches: past everything that is the same on each page. */
export function SkipLink() {
  const [isFocused, setIsFocused] = useState(false);
  return (
    <Button
      component="a"
      href={`#${MAIN_ID}`}
      onFocus={() => setIsFocused(true)}
      onBlur={() => setIsFocused(false)}
      onClick={(event) => {
        // Not by the address: what the page keeps there has to stay.
        event.preventDefault();
        document.getElementById(MAIN_ID)?.focus();
      }}
      style={{ position: "fixed", top: 8, left: 8, zIndex: 1000, transform: isFocused ? undefined : "translateY(-200%)" }}
    >
      {text.app.skip}
    </Button>
  );
}
