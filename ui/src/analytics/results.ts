import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components, operations, paths } from "../api/management";
import { keys } from "../app/queries";
import { zone } from "../parts/times";

type Schemas = components["schemas"];
export type Summary = Schemas["Summary"];
export type VariantResult = Schemas["VariantResult"];
export type MetricResult = Schemas["MetricResult"];
export type Uplift = Schemas["Uplift"];
export type Interval = Schemas["Interval"];
export type TimeSeries = Schemas["TimeSeries"];
export type Breakdown = Schemas["Breakdown"];
export type Health = Schemas["Health"];
export type Check = Schemas["Check"];
export type Holdout = Schemas["Holdout"];
export type Arm = Schemas["Arm"];
export type Traffic = Schemas["Traffic"];
export type Plan = Schemas["Plan"];
export type Granularity = "HOUR" | "DAY";
export type Dimension = Breakdown["dimension"];
export type PlanAsked = NonNullable<operations["ExperienceAnalyticsController_plan"]["parameters"]["query"]>;

/** Which figures: of one version of one experience of a project. */
export interface Subject {
  projectUid: string;
  experienceUid: string;
  versionUid: string;
}

/** From and to as the API takes them; a side that is left out is open. */
export interface Range {
  startTime?: string;
  endTime?: string;
}

/** How often the totals are asked for; the rest follows when they have changed. */
export const POLL_MS = 5_000;

type Kind = "summary" | "time-series" | "breakdown" | "health" | "holdout" | "traffic";
type Request<K extends Kind> = paths[`/experiences/{uid}/analytics/${K}`]["get"];
type Asked<K extends Kind> = Omit<NonNullable<Request<K>["parameters"]["query"]>, "version">;
type Answer<K extends Kind> = Request<K>["responses"][200]["content"]["application/json"];

function key({ projectUid, experienceUid, versionUid }: Subject, ...rest: readonly unknown[]) {
  return keys.project(projectUid, "analytics", experienceUid, versionUid, ...rest);
}

/** What of a version is asked for anew when its totals have changed. */
export function detailsKey(subject: Subject) {
  return key(subject, "details");
}

async function ask<K extends Kind>({ projectUid, experienceUid, versionUid }: Subject, kind: K, asked: Asked<K>): Promise<Answer<K>> {
  const params = { header: inProject(projectUid), path: { uid: experienceUid }, query: { version: versionUid, ...asked } };
  // Which of the requests it is the compiler cannot follow; what goes in and comes out is checked above.
  const { data } = await management.GET(`/experiences/{uid}/analytics/${kind}` as "/experiences/{uid}/analytics/summary", { params });
  return data as Answer<K>;
}

function details<K extends Kind>(subject: Subject, kind: K, asked: Asked<K>) {
  return {
    queryKey: [...detailsKey(subject), kind, asked],
    queryFn: () => ask(subject, kind, asked),
    placeholderData: (before: Answer<K> | undefined) => before,
  };
}

export function summaryQuery(subject: Subject, range: Range, baseline: string) {
  return queryOptions({
    queryKey: key(subject, "summary", range, baseline),
    queryFn: () => ask(subject, "summary", { ...range, ...(baseline && { baseline }) }),
    refetchInterval: POLL_MS,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

export const seriesQuery = (subject: Subject, range: Range, granularity: Granularity) =>
  details(subject, "time-series", { ...range, granularity, timezone: zone });
export const breakdownQuery = (subject: Subject, dimension: Dimension) => details(subject, "breakdown", { dimension });
export const healthQuery = (subject: Subject) => details(subject, "health", {});
/** An event's uid, or "" for the primary metric. */
export const holdoutQuery = (subject: Subject, event: string) => details(subject, "holdout", event ? { event } : {});
export const trafficQuery = (subject: Subject) => details(subject, "traffic", {});

export function planQuery(projectUid: string, experienceUid: string, wanted: PlanAsked) {
  return queryOptions({
    queryKey: keys.project(projectUid, "analytics", experienceUid, "plan", wanted),
    queryFn: async () => {
      const { data } = await management.GET("/experiences/{uid}/analytics/plan", {
        params: { header: inProject(projectUid), path: { uid: experienceUid }, query: wanted },
      });
      return data as Plan;
    },
    placeholderData: keepPreviousData,
  });
}

/** The primary metric of a version's results, as the first variant has it. */
export function primaryOf(summary: Summary): MetricResult | undefined {
  return summary.variants[0]?.metrics.find((metric) => metric.__type === "Primary");
}
