import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { flushSync } from "react-dom";

import { ConfirmDialog } from "../../parts/confirming";
import { text } from "../../text";
import { useChanges } from "../changing";
import type { Experience, Tagged, Version } from "../experience";

const said = text.experiences.footer;

interface Props {
  experience: Experience;
  basis: Tagged<Version>;
  onUndo: () => void;
  onDone: () => void;
}

export function DiscardDraft({ experience, basis, onUndo, onDone }: Props) {
  const [isAsking, setIsAsking] = useState(false);
  const changes = useChanges(experience.project);

  async function discard() {
    await changes.discard(experience.uid, basis.thing.uid, basis.etag);
    notifications.show({ message: said.discarded });
    // What was typed is gone on purpose: nobody need be asked about it on the way out.
    flushSync(onUndo);
    onDone();
  }

  return (
    <>
      <Button variant="subtle" color="red" px="sm" onClick={() => setIsAsking(true)} data-testid="experience-footer-discard-button">
        {said.discard}
      </Button>
      {isAsking && (
        <ConfirmDialog title={said.discardTitle} action={said.discard} onConfirm={discard} onClose={() => setIsAsking(false)}>
          {said.discardBody}
        </ConfirmDialog>
      )}
    </>
  );
}
