import { queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";

export type Experience = components["schemas"]["ExperienceSummary"];
export type ExperienceType = components["schemas"]["ExperienceType"];
export type Status = components["schemas"]["Status"];
export type SegmentedVersion = components["schemas"]["SegmentedVersion"];
export type ABTestVersion = components["schemas"]["ABTestVersion"];
export type Version = SegmentedVersion | ABTestVersion;
export type VariantSplit = components["schemas"]["VariantSplit"];

/** What was read, and the ETag that a save of it has to carry. */
export interface Tagged<Thing> {
  thing: Thing;
  etag: string;
}

export function tagged<Thing>(thing: Thing | undefined, response: Response): Tagged<Thing> {
  return { thing: thing as Thing, etag: response.headers.get("ETag") ?? "*" };
}

/** Every experience of a project, highest priority first. */
export function experiencesQuery(projectUid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "experiences"),
    queryFn: async () =>
      (await management.GET("/experiences", { params: { header: inProject(projectUid) } })).data ?? [],
  });
}

/** One experience with its ETag. */
export function taggedExperienceQuery(projectUid: string, uid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "experiences", uid),
    queryFn: async () => {
      const params = { header: inProject(projectUid), path: { uid } };
      const { data, response } = await management.GET("/experiences/{uid}", { params });
      return tagged(data, response);
    },
  });
}

/** One experience. */
export function experienceQuery(projectUid: string, uid: string) {
  return queryOptions({ ...taggedExperienceQuery(projectUid, uid), select: ({ thing }) => thing });
}

/** The versions of an experience, newest first, with the ETag of the list. */
export function taggedVersionsQuery(projectUid: string, uid: string) {
  return queryOptions({
    queryKey: keys.project(projectUid, "experiences", uid, "versions"),
    queryFn: async () => {
      const params = { header: inProject(projectUid), path: { uid } };
      const { data, response } = await management.GET("/experiences/{uid}/versions", { params });
      return tagged(data, response);
    },
  });
}

/** The versions of an experience, newest first. */
export function versionsQuery(projectUid: string, uid: string) {
  return queryOptions({ ...taggedVersionsQuery(projectUid, uid), select: ({ thing }) => thing });
}

/** The version that visitors see, or that is paused. */
export function liveOf(versions: readonly Version[]): Version | undefined {
  return versions.find(({ status }) => status === "ACTIVE" || status === "PAUSED");
}

export function draftOf(versions: readonly Version[]): Version | undefined {
  return versions.find(({ status }) => status === "DRAFT");
}

export function isABTest(version: Version): version is ABTestVersion {
  return "variantSplit" in version;
}
