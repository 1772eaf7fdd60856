import { useQueryClient } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { operations } from "../api/management";
import { keys } from "../app/queries";
import { type Experience, tagged, type Tagged, type Version } from "./experience";

type Details = Pick<Experience, "name" | "description" | "tags">;
export type VersionBody =
  operations["ExperienceVersionController_update"]["requestBody"]["content"]["application/json"];

/** Everything that changes experiences; after each, what is remembered of the project is asked for again. */
export function useChanges(projectUid: string) {
  const queries = useQueryClient();
  const header = inProject(projectUid);

  // The page goes on with the answer; that the lists follow is nothing to wait for.
  function done<Answer>(answer: Answer): Answer {
    void queries.invalidateQueries({ queryKey: keys.project(projectUid) });
    return answer;
  }

  return {
    async create(details: Details & { __type: Experience["__type"] }): Promise<Experience> {
      const { data } = await management.POST("/experiences", { params: { header }, body: details });
      return done(data as Experience);
    },
    async saveDetails(uid: string, details: Details, etag: string): Promise<Tagged<Experience>> {
      const params = { header: { ...header, "if-match": etag }, path: { uid } };
      const { data, response } = await management.PUT("/experiences/{uid}", { params, body: details });
      return done(tagged(data, response) as Tagged<Experience>);
    },
    async remove(uid: string, etag: string): Promise<void> {
      const params = { header: { ...header, "if-match": etag }, path: { uid } };
      await management.DELETE("/experiences/{uid}", { params });
      // Its page stands until the list is there, and must not ask for what is gone.
      const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => !queryKey.includes(uid);
      void queries.invalidateQueries({ queryKey: keys.project(projectUid), predicate });
    },
    async prioritize(uids: string[], etag: string): Promise<void> {
      const params = { header: { ...header, "if-match": etag } };
      done(await management.PUT("/experiences-priority", { params, body: { priorityOrder: uids } }));
    },
    async startDraft(uid: string, body: VersionBody): Promise<Version> {
      const params = { header, path: { uid } };
      const { data } = await management.POST("/experiences/{uid}/versions", { params, body });
      return done(data as Version);
    },
    async saveVersion(uid: string, versionUid: string, body: VersionBody, etag: string): Promise<Tagged<Version>> {
      const params = { header: { ...header, "if-match": etag }, path: { uid, version_uid: versionUid } };
      const { data, response } = await management.PUT("/experiences/{uid}/versions/{version_uid}", { params, body });
      return done(tagged(data, response) as Tagged<Version>);
    },
    async discard(uid: string, versionUid: string, etag: string): Promise<void> {
      const params = { header: { ...header, "if-match": etag }, path: { uid, version_uid: versionUid } };
      done(await management.DELETE("/experiences/{uid}/versions/{version_uid}", { params }));
    },
  };
}
