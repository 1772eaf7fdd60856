import { CloseButton, TextInput, type TextInputProps } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import { text } from "../text";
import { useAddressed } from "./addressing";

const PAUSE_MS = 100;

/** A search that lives in the address as `?q=` and follows the typing, never the other way round while one types. */
export function SearchField(props: TextInputProps) {
  const [found, setFound] = useAddressed("q");
  const [typed, setTyped] = useState(found);
  const isTyping = useRef(false);
  useEffect(() => {
    if (found === typed) isTyping.current = false;
    // The back button, or a link: what is typed is not in the address yet while somebody types.
    else if (!isTyping.current) setTyped(found);
  }, [found]);
  useEffect(() => {
    if (!isTyping.current) return undefined;
    const timer = setTimeout(() => setFound(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, setFound]);
  const change = (value: string) => {
    isTyping.current = value !== found;
    setTyped(value);
  };
  return (
    <TextInput
      type="search"
      aria-label={text.app.search}
      placeholder={text.app.search}
      leftSection={<IconSearch size={16} />}
      rightSection={typed && <CloseButton aria-label={text.app.clear} onClick={() => change("")} />}
      {...props}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
