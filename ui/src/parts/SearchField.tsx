import { CloseButton, TextInput, type TextInputProps } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState, useTransition } from "react";

import { text } from "../text";
import { useAddressed } from "./addressing";

/** A search that lives in the address as `?q=` and follows the typing without holding it up. */
export function SearchField(props: TextInputProps) {
  const [found, setFound] = useAddressed("q");
  const [typed, setTyped] = useState(found);
  const [, startTransition] = useTransition();
  useEffect(() => setTyped(found), [found]);
  const change = (value: string) => {
    setTyped(value);
    startTransition(() => setFound(value));
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
