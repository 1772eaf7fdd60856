import { queryOptions } from "@tanstack/react-query";

import { management } from "../api/client";
import type { components } from "../api/management";
import { keys } from "../app/queries";

export type PrivacySignal = components["schemas"]["PrivacySignal"];
export const SIGNALS: readonly PrivacySignal[] = ["IGNORE", "ANONYMOUS", "DROP"];
const MOST_PERCENT = 50;

export interface TaggedMeasurement {
  measurement: components["schemas"]["ProjectMeasurement"];
  etag: string;
}

export interface MeasurementValues extends Record<string, unknown> {
  /** Text while it is being typed. */
  percentage: number | string;
  signal: PrivacySignal;
}

export function measurementQuery(uid: string) {
  return queryOptions({
    queryKey: keys.project(uid, "measurement"),
    queryFn: async (): Promise<TaggedMeasurement> => {
      const { data, response } = await management.GET("/projects/{uid}/measurement", { params: { path: { uid } } });
      return { measurement: data as TaggedMeasurement["measurement"], etag: response.headers.get("ETag") ?? "*" };
    },
  });
}

export function valuesOf({ measurement }: TaggedMeasurement): MeasurementValues {
  return { percentage: measurement.holdoutPercentage, signal: measurement.privacySignal };
}

/** Whether it is a share that the server takes: from 0 to 50 with two decimals at most. */
export function isPercentage(value: number | string): boolean {
  if (value === "" || !/^\d+(\.\d{1,2})?$/.test(String(value))) return false;
  return Number(value) <= MOST_PERCENT;
}

export async function saveMeasurement(uid: string, values: MeasurementValues, etag: string): Promise<void> {
  const body = { holdoutPercentage: Number(values.percentage), privacySignal: values.signal };
  await management.PUT("/projects/{uid}/measurement", { params: { path: { uid }, header: { "if-match": etag } }, body });
}
