import { Button, Group, Paper, Text } from "@mantine/core";
import { type ReactNode } from "react";

import { text } from "../../text";
import { draftOf, type Experience, type Tagged, type Version } from "../experience";
import { DiscardDraft } from "./DiscardDraft";
import { LockedActions } from "./LockedActions";

const said = text.experiences.footer;

interface Props {
  experience: Experience;
  versions: readonly Version[];
  basis: Tagged<Version>;
  isDirty: boolean;
  isBusy: boolean;
  hasProblems: boolean;
  onSave: () => void;
  onUndo: () => void;
  onActivate: () => void;
  onTake: (version: Tagged<Version>) => void;
  onShow: (uid: string) => void;
  onForget: () => void;
}

/** What can be done with the version, always in sight. */
export function Footer(props: Props) {
  const { experience, versions, basis, isDirty, isBusy, hasProblems, onSave, onUndo, onActivate, onTake, onShow, onForget } = props;
  const { status } = basis.thing;
  if (status !== "DRAFT") {
    return (
      <Bar said={said.locked[status]}>
        <LockedActions experience={experience} draft={draftOf(versions)} basis={basis} onTake={onTake} onShow={onShow} />
      </Bar>
    );
  }
  const state = hasProblems ? text.experiences.problems.some : isDirty ? said.unsaved : said.allSaved;
  return (
    <Bar said={state} isWrong={hasProblems}>
      {isDirty && (
        <Button variant="subtle" color="gray" px="sm" onClick={onUndo}>
          {said.undo}
        </Button>
      )}
      {versions.length > 1 && <DiscardDraft experience={experience} basis={basis} onUndo={onUndo} onDone={onForget} />}
      <Button variant="default" px="sm" onClick={onSave} loading={isBusy} disabled={!isDirty} data-testid="experience-footer-save-button">
        {said.save}
      </Button>
      <Button px="sm" onClick={onActivate} data-testid="experience-footer-activate-button">
        {said.activate}
      </Button>
    </Bar>
  );
}

export function Bar({ said: state, isWrong = false, children }: { said: string; isWrong?: boolean; children: ReactNode }) {
  return (
    <Paper p={{ base: "xs", sm: "sm" }} shadow="sm" style={{ position: "sticky", bottom: 12, zIndex: 5 }} data-testid="experience-footer">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c={isWrong ? "var(--mantine-color-error)" : "dimmed"} role="status" pl={4}>
          {state}
        </Text>
        <Group gap="xs">{children}</Group>
      </Group>
    </Paper>
  );
}
