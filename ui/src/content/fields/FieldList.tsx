import { Fieldset, Stack, Text } from "@mantine/core";

import { type Field, type Fields, isGroup, isInstanceList, isObject, labelOf } from "../schema";
import { InstanceList } from "./InstanceList";
import { LeafRow } from "./LeafRow";

interface Props {
  schema: readonly Field[];
  values: Fields;
  prefix?: string;
  /** Whether nothing in here is in the entry too, so that there is nothing to compare with. */
  isNew?: boolean;
}

/** The fields of an entry, a group or a block. */
export function FieldList({ schema, values, prefix = "", isNew = false }: Props) {
  return (
    <Stack gap="md">
      {schema.map((field) => (
        <AnyField key={field.uid} field={field} value={values[field.uid]} path={prefix + field.uid} isNew={isNew} />
      ))}
    </Stack>
  );
}

function AnyField({ field, value, path, isNew }: { field: Field; value: unknown; path: string; isNew: boolean }) {
  if (isInstanceList(field)) return <InstanceList field={field} value={value} path={path} isNew={isNew} />;
  if (!isGroup(field)) return <LeafRow field={field} value={value} path={path} isNew={isNew} />;
  return (
    <Fieldset legend={<Text fw={600} size="sm">{labelOf(field)}</Text>} radius="md" variant="default">
      <FieldList schema={field.schema ?? []} values={isObject(value) ? value : {}} prefix={`${path}.`} isNew={isNew} />
    </Fieldset>
  );
}
