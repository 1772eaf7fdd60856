import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { keys } from "../app/queries";
import { ConfirmDialog } from "../parts/confirming";
import { InUseDialog } from "../parts/InUseDialog";
import type { Use } from "../parts/uses";
import { text } from "../text";
import { EventForm } from "./EventForm";
import { type Event, deleteEvent, readEvent } from "./events";

const words = text.events;

interface Shared {
  projectUid: string;
  uses: readonly Use[];
  onClose: () => void;
}

/** The form of an event that is there, once its present state and ETag are read. */
export function EditEvent({ projectUid, uid, uses, onClose }: Shared & { uid: string }) {
  // Not below the project's keys: somebody else's change must not replace what is being typed here.
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    queryKey: ["form", "event", projectUid, uid],
    queryFn: () => readEvent(projectUid, uid),
    // Read once: only “take theirs” asks again.
    enabled: (query) => query.state.data === undefined,
    gcTime: 0,
  });
  if (error) {
    return <InUseDialog title={words.gone} hint={error.message} uses={[]} onClose={onClose} />;
  }
  if (!data) return null;
  const again = () => void refetch();
  return <EventForm key={dataUpdatedAt} projectUid={projectUid} edited={data} uses={uses} onReload={again} onClose={onClose} />;
}

/** Ask before an event is deleted, or say which experiences stand in the way. */
export function DeleteEvent({ projectUid, event, uses, onClose }: Shared & { event: Event }) {
  const queries = useQueryClient();
  if (uses.length > 0) {
    return <InUseDialog title={words.remove.usedTitle(event.key)} hint={words.remove.usedHint} uses={uses} onClose={onClose} />;
  }
  const remove = async () => {
    await deleteEvent(projectUid, event.uid);
    await queries.invalidateQueries({ queryKey: keys.project(projectUid) });
    notifications.show({ message: words.deleted(event.key), color: "teal" });
  };
  return (
    <ConfirmDialog title={words.remove.title(event.key)} action={words.remove.action} onConfirm={remove} onClose={onClose}>
      {words.remove.body}
    </ConfirmDialog>
  );
}
