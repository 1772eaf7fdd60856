import { Alert, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { ConfirmDialog } from "../../parts/confirming";
import { Waiting } from "../../session/Signed";
import { text } from "../../text";
import { valueAt } from "../paths";
import type { Which } from "../publishing/publishing";
import type { ContentType, Fields } from "../schema";
import type { Place } from "../stack";
import { contentOf } from "../values";
import { readVersion } from "./entries";
import { isSame, rowsOf } from "./rows";
import { ValueText } from "./ValueText";

export interface Restorable {
  place: Place;
  which: Which;
  type: ContentType;
  /** "" for the entry itself. */
  variantUid: string;
  /** As it was last saved. */
  now: Fields;
  isUnsaved: boolean;
  onRestore: (earlier: Fields) => Promise<void>;
}

const words = text.content.entry.restore;

/** What would be otherwise if an earlier version were saved again; and saving it. */
export function RestoreDialog({ version, onClose, ...given }: Restorable & { version: number; onClose: () => void }) {
  const { place, which, variantUid, isUnsaved, onRestore } = given;
  const read = () => readVersion(place, which, variantUid, version);
  // A version never changes.
  const { data: earlier } = useQuery({ queryKey: ["version", place.stackKey, which, variantUid, version], queryFn: read, staleTime: Infinity });
  return (
    <ConfirmDialog
      title={words.title(version)}
      action={words.action}
      isHarmless
      onConfirm={async () => onRestore(earlier ?? (await read()))}
      onClose={onClose}
    >
      <Stack gap="sm">
        <Text size="sm">{words.body}</Text>
        {isUnsaved && <Alert color="yellow">{words.unsaved}</Alert>}
        {earlier ? <Differences {...given} earlier={earlier} /> : <Waiting />}
      </Stack>
    </ConfirmDialog>
  );
}

function Differences({ place, which, type, now, earlier }: Restorable & { earlier: Fields }) {
  const [present, past] = [contentOf(type.schema, now), contentOf(type.schema, earlier)];
  const rows = rowsOf(type.schema, [present, past]).filter(({ path }) => !isSame(present, past, path));
  if (rows.length === 0) return <Text size="sm" c="dimmed">{words.same}</Text>;
  return (
    <Stack gap="sm" mah="40vh" style={{ overflowY: "auto" }} tabIndex={0} role="region" aria-label={words.differences} data-testid="restore-differences">
      {rows.map(({ path, trail, field }) => {
        const shared = { place, field, locale: which.locale, empty: text.content.field.empty };
        return (
          <div key={path}>
            <Text size="sm" fw={600}>{trail.join(" › ")}</Text>
            <Text size="sm" c="dimmed" component="del" display="block" style={{ overflowWrap: "anywhere" }}>
              <ValueText {...shared} value={valueAt(present, path)} />
            </Text>
            <Text size="sm" component="ins" display="block" td="none" style={{ overflowWrap: "anywhere" }}>
              <ValueText {...shared} value={valueAt(past, path)} />
            </Text>
          </div>
        );
      })}
    </Stack>
  );
}
