import { Anchor, Badge, Code, Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { text } from "../../text";
import type { Experience } from "../experience";
import { useAudiences, useNames } from "../names";
import { type Crowd, type Plan, sharesOf } from "./plan";
import { Section } from "./VariantHead";

const said = text.experiences;

interface Props {
  experience: Experience;
  plan: Plan;
}

/** A version that cannot be changed any more, as short as can be. */
export function LockedForm({ experience, plan }: Props) {
  const isTest = experience.__type === "AB_TEST";
  return (
    <>
      <Section title={said.variants.title} hint={isTest ? said.variants.lockedTestHint : said.variants.segmentedHint}>
        <Variants experience={experience} plan={plan} isTest={isTest} />
      </Section>
      {isTest && <Test experience={experience} plan={plan} />}
    </>
  );
}

function Variants({ experience, plan, isTest }: Props & { isTest: boolean }) {
  const shares = sharesOf(plan);
  const isBandit = plan.split === "MULTI_ARMED_BANDIT";
  return (
    <Paper component="ol" m={0} px="md" py={4} style={{ listStyle: "none" }}>
      {plan.variants.map((variant, index) => (
        <Row key={variant.key} isFirst={index === 0} testId="variant-row">
          <Group gap="sm" flex="1 1 220px" wrap="nowrap" miw={0}>
            <Code aria-label={`${said.variants.shortUid} ${variant.shortUid}`} title={said.variants.shortUid}>
              {variant.shortUid}
            </Code>
            <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }}>
              {variant.name}
            </Text>
          </Group>
          <div style={{ flex: "2 1 260px" }}>
            {isTest ? (
              <Text size="sm">{isBandit ? said.variants.duringBandit : `${shares.get(variant.key) ?? 0} %`}</Text>
            ) : (
              <Audiences project={experience.project} crowd={variant} />
            )}
          </div>
        </Row>
      ))}
    </Paper>
  );
}

function Test({ experience, plan }: Props) {
  const names = useNames(experience.project);
  return (
    <Paper px="md" py={4}>
      <Fact label={said.distribution} isFirst>
        <Text size="sm">{said.splits[plan.split].label}</Text>
      </Fact>
      <Fact label={said.metrics.title}>
        {plan.metrics.length === 0 && <Text size="sm">{said.metrics.none}</Text>}
        <Stack gap={6}>
          {plan.metrics.map(({ key, name, event }, index) => (
            <Group key={key} gap="xs">
              <Text size="sm">{name}</Text>
              {names.event(event ?? "") !== name && <Code>{names.event(event ?? "")}</Code>}
              {index === 0 && (
                <Text size="sm" c="dimmed">
                  {said.metrics.primary}
                </Text>
              )}
            </Group>
          ))}
        </Stack>
      </Fact>
      <Fact label={said.target.title}>
        {plan.isSelective ? <Audiences project={experience.project} crowd={plan.target} /> : <Text size="sm">{said.target.everyone}</Text>}
      </Fact>
    </Paper>
  );
}

/** Audiences by name, each with the way to its rules. */
function Audiences({ project, crowd }: { project: string; crowd: Crowd }) {
  const names = useNames(project);
  const known = useAudiences(project);
  return (
    <Group gap={8}>
      {crowd.audiences.length > 1 && (
        <Badge variant="default" radius="sm" tt="none" fw={500}>
          {crowd.combination === "AND" ? said.variants.all : said.variants.any}
        </Badge>
      )}
      {crowd.audiences.map((uid) =>
        known?.get(uid)?.definition ? (
          <Anchor key={uid} component={Link} to={`/projects/${project}/audiences/${uid}`} size="sm">
            {names.audience(uid)}
          </Anchor>
        ) : (
          <Text key={uid} size="sm">
            {names.audience(uid)}
          </Text>
        ),
      )}
    </Group>
  );
}

function Fact({ label, isFirst = false, children }: { label: string; isFirst?: boolean; children: ReactNode }) {
  return (
    <Row isFirst={isFirst}>
      <Text size="sm" fw={550} flex="1 1 220px">
        {label}
      </Text>
      <div style={{ flex: "2 1 260px" }}>{children}</div>
    </Row>
  );
}

function Row({ isFirst, testId, children }: { isFirst: boolean; testId?: string; children: ReactNode }) {
  return (
    <Group
      component={testId ? "li" : "div"}
      gap="sm"
      align="flex-start"
      py="sm"
      data-testid={testId}
      style={{ borderTop: isFirst ? undefined : "1px solid var(--mantine-color-default-border)" }}
    >
      {children}
    </Group>
  );
}
