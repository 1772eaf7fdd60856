import { inProject, management } from "../api/client";
import { zone } from "../parts/times";
import type { Dimension, Granularity, Range, Subject } from "./results";

export interface FileWanted {
  table: "summary" | "time-series" | "breakdown";
  format: "csv" | "parquet";
  range: Range;
  baseline: string;
  granularity: Granularity;
  dimension: Dimension;
}

/** Fetch results as a file, signed in as the page is, and hand it to the browser. */
export async function download(subject: Subject, wanted: FileWanted): Promise<void> {
  const { table, format, range, baseline, granularity, dimension } = wanted;
  const { data, response } = await management.GET("/experiences/{uid}/analytics/export", {
    params: {
      header: inProject(subject.projectUid),
      path: { uid: subject.experienceUid },
      query: {
        version: subject.versionUid,
        table,
        format,
        ...(table === "summary" && baseline && { baseline }),
        ...(table === "time-series" && { granularity, timezone: zone }),
        ...(table === "breakdown" ? { dimension } : range),
      },
    },
    parseAs: "blob",
  });
  const address = URL.createObjectURL(data as unknown as Blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(response.headers.get("Content-Disposition")) ?? `results.${format}`;
  link.click();
  URL.revokeObjectURL(address);
}

function fileName(disposition: string | null): string | undefined {
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1];
}
