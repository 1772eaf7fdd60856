import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";

import { Failure } from "../../api/failures";
import { ConfirmDialog } from "../../parts/confirming";
import { text } from "../../text";
import { useChanges } from "../changing";
import type { Experience, Tagged, Version } from "../experience";
import { bodyOfVersion } from "./plan";

const said = text.experiences.footer;

interface Props {
  experience: Experience;
  draft: Version | undefined;
  basis: Tagged<Version>;
  onTake: (version: Tagged<Version>) => void;
  onShow: (uid: string) => void;
}

/** What can be done with a version that is or was live: it is not changed, only paused, resumed or taken up again. */
export function LockedActions({ experience, draft, basis, onTake, onShow }: Props) {
  const changes = useChanges(experience.project);
  const [isBusy, setIsBusy] = useState(false);
  const [isPausing, setIsPausing] = useState(false);
  const { thing: version, etag } = basis;

  async function set(status: "ACTIVE" | "PAUSED", message: string) {
    onTake(await changes.saveVersion(experience.uid, version.uid, bodyOfVersion(version, status), etag));
    notifications.show({ message, color: status === "ACTIVE" ? "teal" : undefined });
  }

  async function attempt(doing: () => Promise<void>) {
    setIsBusy(true);
    try {
      await doing();
    } catch (failure) {
      const message = failure instanceof Failure ? failure.message : String(failure);
      notifications.show({ message, color: "red", autoClose: false });
    } finally {
      setIsBusy(false);
    }
  }

  async function startDraft() {
    const { uid } = await changes.startDraft(experience.uid, bodyOfVersion(version, "DRAFT"));
    onShow(uid);
  }

  return (
    <>
      {version.status === "ACTIVE" && (
        <Button variant="default" onClick={() => setIsPausing(true)} data-testid="experience-footer-pause-button">
          {said.pause}
        </Button>
      )}
      {version.status === "PAUSED" && (
        <Button
          variant="default"
          loading={isBusy}
          onClick={() => void attempt(() => set("ACTIVE", said.resumed))}
          data-testid="experience-footer-resume-button"
        >
          {said.resume}
        </Button>
      )}
      <Button
        loading={isBusy}
        onClick={() => (draft ? onShow(draft.uid) : void attempt(startDraft))}
        data-testid="experience-footer-edit-as-draft-button"
      >
        {draft ? said.openDraft : said.edit}
      </Button>
      {isPausing && (
        <ConfirmDialog
          title={said.pauseTitle}
          action={said.pause}
          isHarmless
          onConfirm={() => set("PAUSED", said.paused)}
          onClose={() => setIsPausing(false)}
        >
          {said.pauseBody}
        </ConfirmDialog>
      )}
    </>
  );
}
