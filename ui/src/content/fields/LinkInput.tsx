import { Input, SimpleGrid, TextInput } from "@mantine/core";

import { text } from "../../text";
import { isObject } from "../schema";
import type { InputProps } from "./form";
import { described } from "./simple";

export function LinkInput(props: InputProps) {
  const { label, value, onChange } = props;
  const held = isObject(value) ? value : {};
  const change = (member: "title" | "href") => (event: { currentTarget: { value: string } }) =>
    onChange({ title: "", href: "", ...held, [member]: event.currentTarget.value });
  return (
    <Input.Wrapper {...described(props)} labelElement="div">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <TextInput
          aria-label={`${label}: ${text.content.field.linkTitle}`}
          placeholder={text.content.field.linkTitle}
          value={String(held.title ?? "")}
          onChange={change("title")}
        />
        <TextInput
          aria-label={`${label}: ${text.content.field.linkHref}`}
          placeholder={text.content.field.linkHref}
          value={String(held.href ?? "")}
          onChange={change("href")}
        />
      </SimpleGrid>
    </Input.Wrapper>
  );
}
