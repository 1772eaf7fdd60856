import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLink } from "@tabler/icons-react";
import { useState } from "react";

import { text } from "../text";
import type { Asked } from "./decisions";
import { LinkDialog } from "./LinkDialog";

interface Props {
  projectUid: string;
  asked: Asked;
  /** The page that the visitor looks at. */
  page: string;
}

/** Make a link that shows all this on the site itself. Gone where the server has no such links. */
export function LinkButton(props: Props) {
  const [isOpen, dialog] = useDisclosure(false);
  const [isMissing, setIsMissing] = useState(false);
  if (isMissing) return null;
  return (
    <>
      <Button leftSection={<IconLink size={16} />} onClick={dialog.open}>
        {text.preview.link.action}
      </Button>
      {isOpen && <LinkDialog {...props} onClose={dialog.close} onMissing={() => setIsMissing(true)} />}
    </>
  );
}
