import { ActionIcon, Anchor, Badge, Box, Collapse, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Link } from "react-router";

import type { Experience } from "../experiences/experience";
import { text } from "../text";
import type { ExperienceFinding, Explanation } from "./explanation";
import { ExplanationTree } from "./ExplanationTree";
import { NearestMiss } from "./NearestMiss";
import { nearestOf } from "./nearest";
import { nameOf, reasonOf } from "./reason";

const words = text.preview;

interface Props {
  experience: Experience;
  /** Undefined: it is not live, and its draft is not tried. */
  found: ExperienceFinding | undefined;
  audiences: Explanation["audiences"];
  isDraft: boolean;
  onDraft: (isDraft: boolean) => void;
}

/** What a visitor gets of one experience, why, and on demand every rule of it. */
export function DecisionRow({ experience, found, audiences, isDraft, onDraft }: Props) {
  const [isOpen, tree] = useDisclosure(false);
  const nearest = found && nearestOf(found, audiences);
  const shown = found?.activeVariantShortUid ?? null;
  return (
    <Box component="li" py="sm" style={{ borderTop: "1px solid var(--mantine-color-default-border)" }} data-testid={`decision-${experience.shortUid}`}>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={tree.toggle}
          aria-expanded={isOpen}
          aria-label={words.details(experience.name)}
          disabled={!found}
          // Nothing to open is no button, yet the names stay below each other.
          style={{ visibility: found ? "visible" : "hidden" }}
        >
          {isOpen ? <IconChevronDown size={18} /> : <IconChevronRight size={18} />}
        </ActionIcon>
        <Stack gap={4} flex={1} miw={0}>
          <Group justify="space-between" gap="xs">
            <Group gap="xs" miw={0}>
              <Anchor component={Link} to={`../experiences/${experience.uid}`} fw={600} size="sm" c="var(--mantine-color-text)">
                {experience.name}
              </Anchor>
              {shown === null ? (
                <Badge variant="default" style={{ textTransform: "none" }}>
                  {found ? words.base : words.notLive}
                </Badge>
              ) : (
                <Badge variant="light" style={{ textTransform: "none" }} maw={280}>
                  {found && nameOf(found, shown)}
                </Badge>
              )}
            </Group>
            {experience.hasDraft && (
              <SegmentedControl
                size="xs"
                aria-label={words.decidedBy(experience.name)}
                data={[
                  { value: "live", label: experience.status === "DRAFT" ? words.notLive : words.live },
                  { value: "draft", label: words.draft },
                ]}
                value={isDraft ? "draft" : "live"}
                onChange={(value) => onDraft(value === "draft")}
              />
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {found ? reasonOf(found) : words.reasons.notLive}
          </Text>
          {nearest && <NearestMiss nearest={nearest} />}
        </Stack>
      </Group>
      {found && (
        <Collapse expanded={isOpen}>
          <Box pl={{ base: 0, sm: 36 }} pt="sm">
            {isOpen && <ExplanationTree found={found} audiences={audiences} />}
          </Box>
        </Collapse>
      )}
    </Box>
  );
}
