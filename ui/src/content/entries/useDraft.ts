import { useMemo, useState } from "react";

import type { Draft } from "../changeset";
import type { Fields } from "../schema";

interface Held<Read> {
  read: Read;
  initial: Draft;
  draft: Draft;
}

/**
 * A form's draft of what was read: what is read anew takes its place only while nothing is typed, so that a save is
 * made on what the form began with.
 */
export function useDraft<Read>(read: Read, startOf: (read: Read) => Draft, sentOf: (draft: Draft, read: Read) => Fields) {
  const begun = (fresh: Read): Held<Read> => {
    const initial = startOf(fresh);
    return { read: fresh, initial, draft: initial };
  };
  const [held, setHeld] = useState(() => begun(read));
  const sent = useMemo(() => sentOf(held.draft, held.read), [held, sentOf]);
  const untouched = useMemo(() => sentOf(held.initial, held.read), [held.initial, held.read, sentOf]);
  const isDirty = held.draft !== held.initial && JSON.stringify(sent) !== JSON.stringify(untouched);
  if (read !== held.read && !isDirty) setHeld(begun(read));
  return {
    read: held.read,
    draft: held.draft,
    sent,
    isDirty,
    change: (edit: (draft: Draft) => Draft) => setHeld((present) => ({ ...present, draft: edit(present.draft) })),
    restart: (fresh: Read) => setHeld(begun(fresh)),
  };
}
