import { Alert, Button, Group, List, Select, Stack, TagsInput, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { management } from "../api/client";
import { keys } from "../app/queries";
import { FormDrawer } from "../parts/FormDrawer";
import type { ProjectRole } from "../projects/members";
import { text } from "../text";

const words = text.settings.users;
const ROLES = [
  { value: "member", label: words.roles.member },
  { value: "owner", label: words.roles.owner },
];

interface Refusal {
  email: string;
  reason: string;
}

/** Add people to the project. Whoever cannot be added stays in the field, with the reason. */
export function AddUsers({ projectUid, onClose }: { projectUid: string; onClose: () => void }) {
  const queries = useQueryClient();
  const [emails, setEmails] = useState<string[]>([]);
  const [role, setRole] = useState<ProjectRole>("member");
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const [missing, setMissing] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function add(event: FormEvent) {
    event.preventDefault();
    if (emails.length === 0) return setMissing(words.emailsRequired);
    setIsBusy(true);
    const refused: Refusal[] = [];
    for (const email of emails) {
      try {
        await management.POST("/projects/{uid}/users", { params: { path: { uid: projectUid } }, body: { email, role } });
      } catch (failure) {
        refused.push({ email, reason: failure instanceof Error ? failure.message : String(failure) });
      }
    }
    await queries.invalidateQueries({ queryKey: keys.project(projectUid) });
    const added = emails.length - refused.length;
    if (added > 0) notifications.show({ message: words.added(added), color: "teal" });
    setIsBusy(false);
    setRefusals(refused);
    setEmails(refused.map(({ email }) => email));
    if (refused.length === 0) onClose();
  }

  return (
    <FormDrawer opened title={words.add} isDirty={emails.length > 0} onClose={onClose}>
      <form onSubmit={(event) => void add(event)} noValidate>
        <Stack>
          {refusals.length > 0 && (
            <Alert color="red" role="alert" title={words.notAdded}>
              <List size="sm">
                {refusals.map(({ email, reason }) => (
                  <List.Item key={email}>
                    <Text size="sm" span fw={600}>
                      {email}
                    </Text>{" "}
                    {reason}
                  </List.Item>
                ))}
              </List>
            </Alert>
          )}
          <TagsInput
            label={words.emails}
            description={words.emailsHint}
            withAsterisk
            data-autofocus
            splitChars={[",", " ", ";", "\n"]}
            value={emails}
            onChange={(value) => {
              setEmails(value);
              setMissing(null);
            }}
            error={missing}
          />
          <Select
            label={words.role}
            data={ROLES}
            value={role}
            allowDeselect={false}
            onChange={(value) => setRole(value === "owner" ? "owner" : "member")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={isBusy}>
              {words.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDrawer>
  );
}
