import { ActionIcon, Badge, Button, Group, Paper, Select, Stack, Table, Text, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconUserMinus, IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { management } from "../api/client";
import { keys } from "../app/queries";
import { useAddressed } from "../parts/addressing";
import { ConfirmDialog } from "../parts/confirming";
import { ErrorNotice } from "../parts/ErrorNotice";
import { SearchField } from "../parts/SearchField";
import { useSearch } from "../parts/searching";
import { shownAge, shownTime } from "../parts/times";
import { type Member, membersQuery, type ProjectRole, useIsOwner } from "../projects/members";
import { useProjectUid } from "../projects/project";
import { useSession } from "../session/SessionProvider";
import { text } from "../text";
import { AddUsers } from "./AddUsers";
import { OnlyOwners } from "./Setting";

const words = text.settings.users;
const ROLES = [
  { value: "member", label: words.roles.member },
  { value: "owner", label: words.roles.owner },
];

export function UsersPage() {
  const uid = useProjectUid();
  const queries = useQueryClient();
  const { session } = useSession();
  const isOwner = useIsOwner(uid);
  const { data: members } = useSuspenseQuery(membersQuery(uid));
  const [sought, seek] = useSearch();
  const [isAdding, setIsAdding] = useAddressed("new");
  const [leaving, setLeaving] = useAddressed("remove");
  const change = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: ProjectRole }) =>
      management.PUT("/projects/{uid}/users/{user}", { params: { path: { uid, user: member.uid } }, body: { role } }),
    onSuccess: (_, { member, role }) => notifications.show({ message: words.changed(member.name, words.roles[role]), color: "teal" }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.project(uid) }),
  });
  const needle = sought.trim().toLowerCase();
  const shown = members.filter(({ name, email }) => `${name}\n${email}`.toLowerCase().includes(needle));
  const doomed = members.find((member) => member.uid === leaving);

  async function remove(member: Member) {
    await management.DELETE("/projects/{uid}/users/{user}", { params: { path: { uid, user: member.uid } } });
    notifications.show({ message: words.removed(member.name), color: "teal" });
    await queries.invalidateQueries({ queryKey: keys.project(uid) });
  }

  return (
    <>
      <Text c="dimmed" size="sm" mb="md" maw={760}>
        {words.hint}
      </Text>
      <OnlyOwners isOwner={isOwner} />
      <Group mb="md" justify="space-between">
        <SearchField value={sought} onChange={seek} w={{ base: "100%", xs: 280 }} />
        {isOwner && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setIsAdding("1")} data-testid="invite-users-button">
            {words.add}
          </Button>
        )}
      </Group>
      <ErrorNotice error={change.error} />
      <Paper p="xs">
        <Table verticalSpacing="sm" aria-label={words.list}>
          <Members
            members={shown}
            you={session?.user.uid}
            isOwner={isOwner === true}
            onRole={(member, role) => change.mutate({ member, role })}
            onRemove={(member) => setLeaving(member.uid)}
          />
        </Table>
        {shown.length === 0 && (
          <Text c="dimmed" ta="center" py="xl" role="status">
            {text.app.nothingFound}
          </Text>
        )}
      </Paper>
      {isAdding && isOwner && <AddUsers projectUid={uid} onClose={() => setIsAdding("")} />}
      {doomed && (
        <ConfirmDialog
          title={words.removeTitle(doomed.name)}
          action={words.removeAction}
          onConfirm={() => remove(doomed)}
          onClose={() => setLeaving("")}
        >
          {doomed.uid === session?.user.uid ? words.removeYourself : words.removeBody}
        </ConfirmDialog>
      )}
    </>
  );
}

interface MembersProps {
  members: readonly Member[];
  you: string | undefined;
  isOwner: boolean;
  onRole: (member: Member, role: ProjectRole) => void;
  onRemove: (member: Member) => void;
}

function Members({ members, you, isOwner, onRole, onRemove }: MembersProps) {
  const isNarrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  return (
    <>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{words.name}</Table.Th>
          {!isNarrow && <Table.Th>{words.email}</Table.Th>}
          <Table.Th w={130}>{words.role}</Table.Th>
          {!isNarrow && <Table.Th>{words.invitedBy}</Table.Th>}
          {!isNarrow && <Table.Th>{words.since}</Table.Th>}
          <Table.Th w={52} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.uid}>
            <Table.Td>
              <Stack gap={0}>
                <Group gap={6}>
                  <Text size="sm" fw={550} style={{ overflowWrap: "anywhere" }}>
                    {member.name}
                  </Text>
                  {member.uid === you && (
                    <Badge size="sm" variant="light" color="gray" tt="none">
                      {words.you}
                    </Badge>
                  )}
                </Group>
                {isNarrow && (
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {member.email}
                  </Text>
                )}
              </Stack>
            </Table.Td>
            {!isNarrow && <Table.Td>{member.email}</Table.Td>}
            <Table.Td>
              {isOwner ? (
                <Select
                  aria-label={words.roleOf(member.name)}
                  size="xs"
                  data={ROLES}
                  value={member.role}
                  allowDeselect={false}
                  onChange={(role) => role && role !== member.role && onRole(member, role as ProjectRole)}
                />
              ) : (
                words.roles[member.role]
              )}
            </Table.Td>
            {!isNarrow && <Table.Td>{member.invitedBy}</Table.Td>}
            {!isNarrow && <Table.Td title={shownTime(member.createdAt)}>{shownAge(member.createdAt)}</Table.Td>}
            <Table.Td>
              {isOwner && (
                <Tooltip label={words.removeAction}>
                  <ActionIcon variant="subtle" color="gray" size="lg" aria-label={words.remove(member.name)} onClick={() => onRemove(member)}>
                    <IconUserMinus size={18} />
                  </ActionIcon>
                </Tooltip>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </>
  );
}
