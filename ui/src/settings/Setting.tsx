import { Alert, Stack } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { Section } from "../parts/Section";
import { text } from "../text";

/** One thing to set, with why. */
export function Setting({ children, ...what }: { title?: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <Section maw={760} mb="lg" {...what}>
      <Stack>{children}</Stack>
    </Section>
  );
}

/** Why nothing can be changed here, for who may not. */
export function OnlyOwners({ isOwner, children }: { isOwner: boolean | undefined; children?: ReactNode }) {
  if (isOwner !== false) return null;
  return (
    <Alert color="gray" icon={<IconLock size={18} />} maw={760} mb="lg">
      {children ?? text.settings.onlyOwners}
    </Alert>
  );
}
