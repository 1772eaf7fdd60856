import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";

interface Props {
  title: ReactNode;
  /** What the browser's tab says; the title, where that is text. */
  name?: string;
  hint?: ReactNode;
  trail?: readonly { label: string; to: string }[];
  actions?: ReactNode;
}

/** The head of a page: where one is, what this is, and what can be done. */
export function PageHeader({ title, name, hint, trail, actions }: Props) {
  const spoken = name ?? (typeof title === "string" ? title : "");
  useEffect(() => {
    document.title = spoken ? `${spoken} · Lenticular` : "Lenticular";
  }, [spoken]);
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="md">
      <Stack gap={4} miw={0}>
        {trail && (
          <Breadcrumbs separatorMargin={6}>
            {trail.map(({ label, to }) => (
              <Anchor key={to} component={Link} to={to} size="sm">
                {label}
              </Anchor>
            ))}
          </Breadcrumbs>
        )}
        <Title order={1} size="h2">
          {title}
        </Title>
        {hint && (
          <Text c="dimmed" size="sm" maw={720} style={{ textWrap: "pretty" }}>
            {hint}
          </Text>
        )}
      </Stack>
      <Group gap="sm">{actions}</Group>
    </Group>
  );
}
