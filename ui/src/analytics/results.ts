import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { inProject, management } from "../api/client";
import type { components, operations } from "../api/management";
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

function key({ projectUid, experienceUid, versionUid }: Subject, ...rest: readonly unknown[]) {
  return keys.project(projectUid, "analytics", experienceUid, versionUid, ...rest);
}

/** What of a version is asked for anew when its totals have changed. */
export function detailsKey(subject: Subject) {
  return key(subject, "details");
}

function asked({ projectUid, experienceUid, versionUid }: Subject) {
  return { header: inProject(projectUid), path: { uid: experienceUid }, query: { version: versionUid } };
}

export function summaryQuery(subject: Subject, range: Range, baseline: string) {
  const { query, ...params } = asked(subject);
  return queryOptions({
    queryKey: key(subject, "summary", range, baseline),
    queryFn: async () => {
      const { data } = await management.GET("/experiences/{uid}/analytics/summary", {
        params: { ...params, query: { ...query, ...range, ...(baseline && { baseline }) } },
      });
      return data as Summary;
    },
    refetchInterval: POLL_MS,
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
}

export function seriesQuery(subject: Subject, range: Range, granularity: Granularity) {
  const { query, ...params } = asked(subject);
  return queryOptions({
    queryKey: key(subject, "details", "series", range, granularity),
    queryFn: async () => {
      const { data } = await management.GET("/experiences/{uid}/analytics/time-series", {
        params: { ...params, query: { ...query, ...range, granularity, timezone: zone } },
      });
      return data as TimeSeries;
    },
    placeholderData: keepPreviousData,
  });
}

export function breakdownQuery(subject: Subject, dimension: Dimension) {
  const { query, ...params } = asked(subject);
  return queryOptions({
    queryKey: key(subject, "details", "breakdown", dimension),
    queryFn: async () => {
      const { data } = await management.GET("/experiences/{uid}/analytics/breakdown", {
        params: { ...params, query: { ...query, dimension } },
      });
      return data as Breakdown;
    },
    placeholderData: keepPreviousData,
  });
}

export function healthQuery(subject: Subject) {
  return queryOptions({
    queryKey: key(subject, "details", "health"),
    queryFn: async () =>
      (await management.GET("/experiences/{uid}/analytics/health", { params: asked(subject) })).data as Health,
  });
}

export function holdoutQuery(subject: Subject, event: string) {
  const { query, ...params } = asked(subject);
  return queryOptions({
    queryKey: key(subject, "details", "holdout", event),
    queryFn: async () => {
      const { data } = await management.GET("/experiences/{uid}/analytics/holdout", {
        params: { ...params, query: { ...query, ...(event && { event }) } },
      });
      return data as Holdout;
    },
    placeholderData: keepPreviousData,
  });
}

export function trafficQuery(subject: Subject) {
  return queryOptions({
    queryKey: key(subject, "details", "traffic"),
    queryFn: async () =>
      (await management.GET("/experiences/{uid}/analytics/traffic", { params: asked(subject) })).data as Traffic,
  });
}

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
