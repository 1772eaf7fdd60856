import { TagsInput } from "@mantine/core";

import { text } from "../text";

const MAX_TAGS = 10;
const TAG = /^[A-Za-z0-9\-_:]{1,32}$/;

interface Props {
  value: string[];
  onChange: (tags: string[]) => void;
  /** Tags of other experiences, to choose from. */
  known: string[];
  error?: string;
}

/** The tags of an experience, in lower case as the server keeps them. */
export function TagsField({ value, onChange, known, error }: Props) {
  const wrong = value.some((tag) => !TAG.test(tag));
  return (
    <TagsInput
      label={text.experiences.fields.tags}
      description={text.experiences.fields.tagsHint}
      value={value}
      onChange={(tags) => onChange([...new Set(tags.map((tag) => tag.trim().toLowerCase()))])}
      data={known}
      maxTags={MAX_TAGS}
      splitChars={[",", " "]}
      acceptValueOnBlur
      clearable
      error={wrong ? text.experiences.fields.tagWrong : error}
    />
  );
}
