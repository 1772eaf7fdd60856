import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { flushSync } from "react-dom";
import { useNavigate } from "react-router";

import { keys } from "../app/queries";
import { ConfirmDialog } from "../parts/confirming";
import { InUseDialog } from "../parts/InUseDialog";
import type { Use } from "../parts/uses";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { type Audience, deleteAudience } from "./audiences";

const words = text.audiences.page;

interface Props {
  audience: Audience;
  uses: readonly Use[];
  /** Nothing is left here that could be unsaved. */
  onDeleted: () => void;
}

/** Delete an audience, unless something uses it: then tell what. */
export function DeleteAudience({ audience, uses, onDeleted }: Props) {
  const projectUid = useProjectUid();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isAsked, setIsAsked] = useState(false);
  const close = () => setIsAsked(false);

  async function remove() {
    await deleteAudience(projectUid, audience.uid);
    void queries.invalidateQueries({ queryKey: keys.project(projectUid, "audiences"), exact: true });
    // The guard has to know before the page is left.
    flushSync(onDeleted);
    void navigate(`/projects/${projectUid}/audiences`);
  }

  return (
    <>
      <Button variant="default" onClick={() => setIsAsked(true)}>
        {text.app.remove}
      </Button>
      {isAsked && uses.length > 0 && (
        <InUseDialog title={words.inUseTitle(audience.name)} hint={words.inUseHint} uses={uses} onClose={close} />
      )}
      {isAsked && uses.length === 0 && (
        <ConfirmDialog title={words.removeTitle(audience.name)} action={words.remove} onConfirm={remove} onClose={close}>
          {words.removeBody}
        </ConfirmDialog>
      )}
    </>
  );
}
