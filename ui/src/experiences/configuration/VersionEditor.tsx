import { Stack } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

import { ActivateDialog } from "../activation/ActivateDialog";
import { ErrorNotice } from "../../parts/ErrorNotice";
import { UnsavedGuard } from "../../parts/leaving";
import { ConflictDialog, useSaving } from "../../parts/saving";
import { text } from "../../text";
import { useChanges } from "../changing";
import { draftOf, type Experience, liveOf, type Tagged, taggedVersionsQuery, type Version } from "../experience";
import { Footer } from "./Footer";
import { LockedForm } from "./LockedForm";
import { OvertakenBar } from "./OvertakenBar";
import { bodyOf } from "./plan";
import { type Problems, problemsOf, problemsOfActivating } from "./problems";
import { SegmentedForm } from "./SegmentedForm";
import { TestForm } from "./TestForm";
import { useVersionForm } from "./useVersionForm";

interface Props {
  experience: Experience;
  versions: readonly Version[];
  read: Tagged<Version>;
  /** Called with the version while something is typed into it, else with null. */
  onHold: (version: Version | null) => void;
  onShow: (uid: string) => void;
  onForget: () => void;
}

const said = text.experiences;

export function VersionEditor({ experience, versions, read, onHold, onShow, onForget }: Props) {
  const { project, uid, __type: type } = experience;
  const changes = useChanges(project);
  const queries = useQueryClient();
  const box = useRef<HTMLDivElement>(null);
  const { basis, plan, isLocked, isDirty, change, undo, take } = useVersionForm(experience, read);
  const [judge, setJudge] = useState<typeof problemsOf | null>(null);
  const [isActivating, setIsActivating] = useState(false);
  const problems: Problems = judge?.(plan, type) ?? {};
  const versionUid = basis.thing.uid;

  useEffect(() => {
    onHold(isDirty ? basis.thing : null);
    // Only whether anything is typed matters; the callback is a new one each time.
  }, [isDirty, basis.thing]);

  async function takeTheirs() {
    setIsActivating(false);
    const query = taggedVersionsQuery(project, uid);
    await queries.invalidateQueries({ queryKey: query.queryKey });
    const { thing, etag } = await queries.fetchQuery(query);
    const theirs = thing?.find((version) => version.uid === versionUid);
    if (theirs) take({ thing: theirs, etag });
    else undo();
  }

  const saving = useSaving(
    basis.etag,
    async (etag) => {
      take(await changes.saveVersion(uid, versionUid, bodyOf(plan, type, "DRAFT"), etag));
      setJudge(null);
      notifications.show({ message: said.footer.saved, color: "teal" });
    },
    () => void takeTheirs(),
  );
  const present = versions.find((version) => version.uid === versionUid);
  const isOvertaken = isDirty && present?.status !== "DRAFT";
  const other = draftOf(versions);
  const keeping = useSaving(
    null,
    async (etag) => {
      const body = bodyOf(plan, type, "DRAFT");
      const kept = other ? (await changes.saveVersion(uid, other.uid, body, etag)).thing : await changes.startDraft(uid, body);
      notifications.show({ message: said.overtaken.kept, color: "teal" });
      // What was typed lies in another version now: nobody need be asked about it on the way there.
      flushSync(undo);
      onShow(kept.uid);
    },
    undo,
  );
  const activating = useSaving(
    basis.etag,
    async (etag) => {
      take(await changes.saveVersion(uid, versionUid, bodyOf(plan, type, "ACTIVE"), etag));
      setJudge(null);
      setIsActivating(false);
      notifications.show({ message: said.activating.done(experience.name), color: "teal" });
    },
    () => void takeTheirs(),
  );

  /** Go on where nothing is wrong; else show what is, and lead to the first of it. */
  function whenValid(rule: typeof problemsOf, goOn: () => void) {
    setJudge(() => rule);
    if (Object.keys(rule(plan, type)).length === 0) goOn();
    else setTimeout(() => box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }

  function forget() {
    undo();
    setJudge(null);
    saving.forget();
  }

  const save = () => whenValid(problemsOf, () => void saving.start());
  useHotkeys([["mod+S", () => isDirty && !isOvertaken && save()]], []);
  const Form = type === "SEGMENTED" ? SegmentedForm : TestForm;
  const fields = { projectUid: project, plan, onChange: change, problems };
  return (
    <Stack gap="lg" ref={box}>
      <UnsavedGuard when={isDirty} parameter="version" />
      {isLocked ? (
        <LockedForm experience={experience} plan={plan} />
      ) : (
        <Form {...fields} />
      )}
      <ErrorNotice error={isOvertaken ? keeping.error : saving.error} />
      {isOvertaken ? (
        <OvertakenBar
          isActivated={present !== undefined}
          hasOther={other !== undefined}
          isBusy={keeping.isBusy}
          onKeep={() => whenValid(problemsOf, () => void keeping.start())}
          onUndo={forget}
        />
      ) : (
        <Footer
          experience={experience}
          versions={versions}
          basis={basis}
          isDirty={isDirty}
          isBusy={saving.isBusy}
          hasProblems={Object.keys(problems).length > 0}
          onSave={save}
          onUndo={forget}
          onActivate={() => whenValid(problemsOfActivating, () => setIsActivating(true))}
          onTake={take}
          onShow={onShow}
          onForget={onForget}
        />
      )}
      {isActivating && (
        <ActivateDialog
          experience={experience}
          live={liveOf(versions)}
          plan={plan}
          isBusy={activating.isBusy}
          error={activating.error}
          onActivate={() => void activating.start()}
          onClose={() => {
            setIsActivating(false);
            activating.forget();
          }}
        />
      )}
      <ConflictDialog {...saving.conflict} />
      <ConflictDialog {...activating.conflict} />
    </Stack>
  );
}
