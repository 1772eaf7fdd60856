import { Badge, Group, Input, Text } from "@mantine/core";

import { text } from "../../text";
import { isObject } from "../schema";
import type { InputProps } from "./form";
import { described } from "./simple";

/** The terms that an entry has; to be read only. */
export function TaxonomyTerms(props: InputProps) {
  const terms = Array.isArray(props.value) ? props.value.filter(isObject) : [];
  return (
    <Input.Wrapper {...described(props)} description={text.content.field.taxonomy} labelElement="div">
      <Group gap="xs" mt={4}>
        {terms.map((term) => (
          <Badge key={`${String(term.taxonomy_uid)}/${String(term.term_uid)}`} variant="light" color="gray" tt="none">
            {String(term.term_uid)}
          </Badge>
        ))}
        {terms.length === 0 && <Text size="sm" c="dimmed">{text.content.field.empty}</Text>}
      </Group>
    </Input.Wrapper>
  );
}
