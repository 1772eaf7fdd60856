import { queryOptions, useQuery } from "@tanstack/react-query";

import { management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";
import { useSession } from "../session/SessionProvider";
import { projectQuery } from "./project";

export type Member = components["schemas"]["Member"];
export type ProjectRole = components["schemas"]["ProjectRole"];

/** The users of a project, in the order in which they joined. */
export function membersQuery(projectUid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "users"),
    queryFn: async (): Promise<Member[]> =>
      (await management.GET("/projects/{uid}/users", { params: { path: { uid: projectUid } } })).data ?? [],
  });
}

/** Whether a role in an organization governs all of its projects. */
export function isGoverning(role: string | undefined): boolean {
  return role?.toUpperCase() === "OWNER" || role?.toUpperCase() === "ADMIN";
}

/** Whether the signed-in user may change the project itself and its users; undefined while that is not known. */
export function useIsOwner(projectUid: string): boolean | undefined {
  const { session } = useSession();
  const { data: project } = useQuery(projectQuery(projectUid));
  const { data: members } = useQuery(membersQuery(projectUid));
  if (!session || !project || !members) return undefined;
  const { organizations, uid } = session.user;
  if (isGoverning(organizations.find((organization) => organization.uid === project.organizationUid)?.role)) return true;
  return members.some((member) => member.uid === uid && member.role === "owner");
}
