import { queryOptions } from "@tanstack/react-query";

import { management } from "../api/client";
import { keys } from "../app/queries";
import type { Project } from "../projects/project";

export interface TaggedProject {
  project: Project;
  etag: string;
}

export interface DetailValues extends Record<string, unknown> {
  name: string;
  description: string;
  stack: string;
}

export function detailsQuery(uid: string) {
  return queryOptions({
    queryKey: keys.project(uid, "details"),
    queryFn: async (): Promise<TaggedProject> => {
      const { data, response } = await management.GET("/projects/{uid}", { params: { path: { uid } } });
      return { project: data as Project, etag: response.headers.get("ETag") ?? "*" };
    },
  });
}

export function valuesOf({ project }: TaggedProject): DetailValues {
  return { name: project.name, description: project.description, stack: project.connectedStackApiKey ?? "" };
}

export async function saveDetails(uid: string, { name, description, stack }: DetailValues, etag: string): Promise<void> {
  const body = { name, description, connectedStackApiKey: stack || null };
  await management.PUT("/projects/{uid}", { params: { path: { uid }, header: { "if-match": etag } }, body });
}

export async function deleteProject(uid: string): Promise<void> {
  await management.DELETE("/projects/{uid}", { params: { path: { uid } } });
}
