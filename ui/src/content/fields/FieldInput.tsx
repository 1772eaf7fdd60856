import { Text } from "@mantine/core";

import { text } from "../../text";
import { ChoiceInput } from "./ChoiceInput";
import { FileInput } from "./FileInput";
import type { InputProps } from "./form";
import { JsonInput } from "./JsonInput";
import { LinkInput } from "./LinkInput";
import { ReferenceInput } from "./ReferenceInput";
import { BooleanInput, DateInput, NumberField, TextField } from "./simple";
import { TaxonomyTerms } from "./TaxonomyTerms";

/** The input for one value of a field, by what the field holds. */
export function FieldInput(props: InputProps) {
  if (props.field.enum?.choices?.length) return <ChoiceInput {...props} />;
  switch (props.field.data_type) {
    case "text":
      return <TextField {...props} />;
    case "number":
      return <NumberField {...props} />;
    case "boolean":
      return <BooleanInput {...props} />;
    case "isodate":
      return <DateInput {...props} />;
    case "link":
      return <LinkInput {...props} />;
    case "json":
      return <JsonInput {...props} />;
    case "reference":
      return <ReferenceInput {...props} />;
    case "file":
      return <FileInput {...props} />;
    case "taxonomy":
      return <TaxonomyTerms {...props} />;
    default:
      return (
        <div>
          <Text size="sm" fw={500}>{props.label}</Text>
          <Text size="sm" c="dimmed">{text.content.field.unknown(props.field.data_type)}</Text>
        </div>
      );
  }
}
