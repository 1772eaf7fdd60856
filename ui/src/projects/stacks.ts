import { queryOptions } from "@tanstack/react-query";

import { content } from "../api/client";
import type { components } from "../api/content";
import { text } from "../text";

export type Stack = components["schemas"]["StackDetails"];

/** The stacks that the signed-in user may see. */
export const stacksQuery = queryOptions({
  queryKey: ["stacks"],
  queryFn: async (): Promise<Stack[]> => {
    const { data } = await content.GET("/stacks");
    return data && "stacks" in data && Array.isArray(data.stacks) ? (data.stacks as Stack[]) : [];
  },
});

/** What the user is told of a project's stack. */
export function shownStack(apiKey: string | null, stacks: readonly Stack[] | undefined): string {
  if (!apiKey) return text.projects.stack.none;
  if (!stacks) return apiKey;
  return stacks.find(({ api_key }) => api_key === apiKey)?.name ?? text.projects.stack.noAccess;
}

/** The stacks that a project of an organization can be connected to: those that no other project has. */
export function freeStacks(
  stacks: readonly Stack[],
  projects: readonly { uid: string; connectedStackApiKey: string | null }[],
  organizationUid: string,
  projectUid?: string,
): Stack[] {
  const taken = new Set(projects.filter(({ uid }) => uid !== projectUid).map((project) => project.connectedStackApiKey));
  return stacks.filter((stack) => stack.org_uid === organizationUid && !taken.has(stack.api_key));
}
