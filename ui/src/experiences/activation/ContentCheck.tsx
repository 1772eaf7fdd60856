import { Alert, Anchor, Loader, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { PlannedVariant } from "../configuration/plan";
import { useProject } from "../../projects/project";
import { text } from "../../text";
import type { Experience } from "../experience";
import { publishedQuery } from "./published";

const said = text.experiences.activating;

interface Props {
  experience: Experience;
  variants: readonly PlannedVariant[];
}

/** Whether visitors will see anything of each variant: without published content they see the original. */
export function ContentCheck({ experience, variants }: Props) {
  const { connectedStackApiKey: stack } = useProject();
  if (!stack) return <Note icon={<IconInfoCircle size={18} />}>{said.noStack}</Note>;
  return <Check stack={stack} experience={experience} variants={variants} />;
}

function Check({ stack, experience, variants }: Props & { stack: string }) {
  const uids = new Map(variants.map(({ key, shortUid }) => [key, shortUid === null ? undefined : experience._cms?.variants[shortUid]]));
  const wanted = [...uids.values()].filter((uid) => uid !== undefined);
  const { data, isError } = useQuery(publishedQuery(stack, experience, wanted));
  if (isError) return <Note icon={<IconInfoCircle size={18} />}>{said.contentFailed}</Note>;
  if (!data) return <Note icon={<Loader size={16} />}>{said.contentLooking}</Note>;
  if (!data.isLinked) return <Missing experience={experience}>{said.unlinked}</Missing>;
  const without = variants.filter(({ key }) => !data.variants.has(uids.get(key) ?? ""));
  if (without.length === 0) return <Note icon={<IconCheck size={18} color="var(--mantine-color-teal-6)" />}>{said.contentFine}</Note>;
  return (
    <Missing experience={experience}>
      {said.noContent(without.map(({ name }) => name))}
      {data.lookedAt !== null && ` ${said.contentPartial(data.lookedAt)}`}
    </Missing>
  );
}

function Note({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" component="div" role="status" style={{ display: "flex", gap: 8, alignItems: "center" }}>
      {icon}
      {children}
    </Text>
  );
}

function Missing({ experience, children }: { experience: Experience; children: ReactNode }) {
  return (
    <Alert color="yellow" icon={<IconAlertTriangle size={20} />} data-testid="content-warning">
      {children}{" "}
      <Anchor component={Link} to={`/projects/${experience.project}/content`} inherit c="inherit" underline="always">
        {said.toContent}
      </Anchor>
    </Alert>
  );
}
