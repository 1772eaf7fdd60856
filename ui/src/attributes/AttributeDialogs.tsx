import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { keys } from "../app/queries";
import { ConfirmDialog } from "../parts/confirming";
import { InUseDialog } from "../parts/InUseDialog";
import type { Use } from "../parts/uses";
import { text } from "../text";
import { AttributeForm } from "./AttributeForm";
import { type CustomAttribute, deleteAttribute, readAttribute } from "./attributes";

const words = text.attributes;

interface Shared {
  projectUid: string;
  uses: readonly Use[];
  onClose: () => void;
}

/** The form of an attribute that is there, once its present state and ETag are read. */
export function EditAttribute({ projectUid, uid, uses, onClose }: Shared & { uid: string }) {
  // Not below the project's keys: somebody else's change must not replace what is being typed here.
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    queryKey: ["form", "attribute", projectUid, uid],
    queryFn: () => readAttribute(projectUid, uid),
    // Read once: only “take theirs” asks again.
    enabled: (query) => query.state.data === undefined,
    gcTime: 0,
  });
  if (error) {
    return <InUseDialog title={words.gone} hint={error.message} uses={[]} onClose={onClose} />;
  }
  if (!data) return null;
  const again = () => void refetch();
  return <AttributeForm key={dataUpdatedAt} projectUid={projectUid} edited={data} uses={uses} onReload={again} onClose={onClose} />;
}

/** Ask before an attribute is deleted, or say which audiences stand in the way. */
export function DeleteAttribute({ projectUid, attribute, uses, onClose }: Shared & { attribute: CustomAttribute }) {
  const queries = useQueryClient();
  if (uses.length > 0) {
    return <InUseDialog title={words.remove.usedTitle(attribute.name)} hint={words.remove.usedHint} uses={uses} onClose={onClose} />;
  }
  const remove = async () => {
    await deleteAttribute(projectUid, attribute.uid);
    await queries.invalidateQueries({ queryKey: keys.project(projectUid) });
    notifications.show({ message: words.deleted(attribute.name), color: "teal" });
  };
  return (
    <ConfirmDialog title={words.remove.title(attribute.name)} action={words.remove.action} onConfirm={remove} onClose={onClose}>
      {words.remove.body}
    </ConfirmDialog>
  );
}
