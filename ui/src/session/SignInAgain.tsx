import { Modal, Stack, Text } from "@mantine/core";

import { text } from "../text";
import { SignInForm } from "./SignInForm";

const ABOVE_ALL = 1000;

/** Lies over a page whose session has ended, so that what was typed there is still there afterwards. */
export function SignInAgain() {
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={text.session.again.title}
      zIndex={ABOVE_ALL}
    >
      <Stack>
        <Text size="sm">{text.session.again.hint}</Text>
        <SignInForm />
      </Stack>
    </Modal>
  );
}
