import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { keys } from "../app/queries";
import { useAddressed } from "../parts/addressing";
import { ConfirmDialog } from "../parts/confirming";
import { InUseDialog } from "../parts/InUseDialog";
import type { Use } from "../parts/uses";
import { called, type Keyed, type Kind } from "./kind";
import { KeyedForm } from "./KeyedForm";

interface Props {
  kind: Kind;
  projectUid: string;
  things: readonly Keyed[];
  /** What goes by each, by its uid. */
  uses: ReadonlyMap<string, Use[]>;
}

/** What the address asks for: the form of a new one (`?new=1`), that of another (`?edit=`), or deleting it (`?delete=`). */
export function KeyedDialogs({ things, uses, ...shared }: Props) {
  const [created, setCreated] = useAddressed("new");
  const [edited, setEdited] = useAddressed("edit");
  const [deleted, setDeleted] = useAddressed("delete");
  const doomed = things.find(({ uid }) => uid === deleted);
  return (
    <>
      {created && <KeyedForm {...shared} uses={[]} onReload={() => undefined} onClose={() => setCreated("")} />}
      {edited && <Edit {...shared} uid={edited} uses={uses.get(edited) ?? []} onClose={() => setEdited("")} />}
      {doomed && <Delete {...shared} thing={doomed} uses={uses.get(doomed.uid) ?? []} onClose={() => setDeleted("")} />}
    </>
  );
}

interface Shared {
  kind: Kind;
  projectUid: string;
  uses: readonly Use[];
  onClose: () => void;
}

/** The form of what is there, once its present state and ETag are read. */
function Edit({ uid, ...shared }: Shared & { uid: string }) {
  const { kind, projectUid, onClose } = shared;
  // Not below the project's keys: somebody else's change must not replace what is being typed here.
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    queryKey: ["form", projectUid, uid],
    queryFn: () => kind.read(projectUid, uid),
    // Read once: only “take theirs” asks again.
    enabled: (query) => query.state.data === undefined,
    gcTime: 0,
  });
  if (error) return <InUseDialog title={kind.words.gone} hint={error.message} uses={[]} onClose={onClose} />;
  return data ? <KeyedForm key={dataUpdatedAt} {...shared} edited={data} onReload={() => void refetch()} /> : null;
}

/** Ask before something is deleted, or say what stands in the way. */
function Delete({ kind, projectUid, thing, uses, onClose }: Shared & { thing: Keyed }) {
  const queries = useQueryClient();
  const { remove: words, deleted } = kind.words;
  const name = called(thing);
  if (uses.length > 0) return <InUseDialog title={words.usedTitle(name)} hint={words.usedHint} uses={uses} onClose={onClose} />;
  const remove = async () => {
    await kind.remove(projectUid, thing.uid);
    await queries.invalidateQueries({ queryKey: keys.project(projectUid) });
    notifications.show({ message: deleted(name), color: "teal" });
  };
  return (
    <ConfirmDialog title={words.title(name)} action={words.action} onConfirm={remove} onClose={onClose}>
      {words.body}
    </ConfirmDialog>
  );
}
