import { CloseButton, TextInput, type TextInputProps } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

import { text } from "../text";

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  value: string;
  onChange: (words: string) => void;
}

/** Where one types what to look for; `useSearch` keeps it. */
export function SearchField({ value, onChange, ...props }: Props) {
  return (
    <TextInput
      type="search"
      aria-label={text.app.search}
      placeholder={text.app.search}
      leftSection={<IconSearch size={16} />}
      rightSection={value && <CloseButton aria-label={text.app.clear} onClick={() => onChange("")} />}
      {...props}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
