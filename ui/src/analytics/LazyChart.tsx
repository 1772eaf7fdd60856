import { Skeleton } from "@mantine/core";
import { type ComponentProps, lazy, Suspense } from "react";

const Chart = lazy(() => import("./chart/Chart"));
const HEIGHT = 300;

/** A chart that is there as soon as what draws it has come. */
export function LazyChart(props: ComponentProps<typeof Chart>) {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? HEIGHT} radius="md" />}>
      <Chart {...props} />
    </Suspense>
  );
}
