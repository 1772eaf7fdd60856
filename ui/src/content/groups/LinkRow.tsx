import { Anchor, Badge, Button, Group, Switch, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link as RouterLink } from "react-router";

import { ConfirmDialog } from "../../parts/confirming";
import { ErrorNotice } from "../../parts/ErrorNotice";
import { text } from "../../text";
import type { ContentType } from "../schema";
import { contentKey, type Place, type VariantGroup } from "../stack";
import { type Link, linkOf, saveLink } from "./linking";

interface Props {
  place: Place;
  group: VariantGroup;
  type: ContentType;
  /** Which of the two the row is named after; the other one is what it stands under. */
  name: string;
}

/** Whether entries of a content type may have the variants of a group; seen from either of them. */
export function LinkRow({ place, group, type, name }: Props) {
  const queries = useQueryClient();
  const link = linkOf(group, type.uid);
  const [asked, setAsked] = useState<"remove" | null>(null);
  const [busy, setBusy] = useState<Link | null>(null);
  const [error, setError] = useState<unknown>(null);

  async function change(next: Link) {
    setBusy(next);
    setError(null);
    try {
      await saveLink(place, group.uid, type.uid, next);
      await queries.invalidateQueries({ queryKey: contentKey(place) });
    } finally {
      setBusy(null);
    }
  }

  // While it is being saved the switch shows what was asked for.
  const isLinked = (busy ?? link) === "linked";
  return (
    <div>
      <Group justify="space-between" gap="xs" py={6} wrap="wrap">
        <Switch
          checked={isLinked}
          disabled={busy !== null}
          onChange={(event) => void change(event.currentTarget.checked ? "linked" : "unlinked").catch(setError)}
          label={<Text size="sm">{name}</Text>}
          aria-label={text.content.groups.linkLabel(group.name, type.title)}
          data-testid={`link-${group.uid}-${type.uid}`}
        />
        <Group gap="xs">
          {link === "unlinked" && (
            <>
              <Badge variant="light" color="gray">{text.content.groups.unlinked}</Badge>
              <Button size="compact-xs" variant="subtle" color="red" onClick={() => setAsked("remove")}>
                {text.content.groups.remove}
              </Button>
            </>
          )}
          {link === "linked" && (
            <Anchor component={RouterLink} size="sm" aria-label={text.content.groups.writeFor(type.title)} to={`/projects/${place.projectUid}/content/entries?type=${type.uid}`}>
              {text.content.groups.write}
            </Anchor>
          )}
        </Group>
      </Group>
      <ErrorNotice error={error} />
      {asked && (
        <ConfirmDialog
          title={text.content.groups.removeTitle(type.title)}
          action={text.content.groups.removeAction}
          onConfirm={() => change("absent")}
          onClose={() => setAsked(null)}
        >
          {text.content.groups.removeBody(group.name, type.title)}
        </ConfirmDialog>
      )}
    </div>
  );
}
