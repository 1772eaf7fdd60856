import { Button } from "@mantine/core";

import { text } from "../../text";
import { Bar } from "./Footer";

const said = text.experiences.overtaken;

interface Props {
  /** What became of the draft: somebody activated it, or it is gone. */
  isActivated: boolean;
  /** Whether there is another draft by now, which what is typed would take the place of. */
  hasOther: boolean;
  isBusy: boolean;
  onKeep: () => void;
  onUndo: () => void;
}

/** Stands for the footer where something is typed into a draft that is none any more. */
export function OvertakenBar({ isActivated, hasOther, isBusy, onKeep, onUndo }: Props) {
  return (
    <Bar said={isActivated ? said.activated : said.discarded} isWrong>
      <Button variant="subtle" color="gray" px="sm" onClick={onUndo}>
        {said.forget}
      </Button>
      <Button px="sm" onClick={onKeep} loading={isBusy} data-testid="experience-footer-keep-button">
        {hasOther ? said.replace : said.keep}
      </Button>
    </Bar>
  );
}
