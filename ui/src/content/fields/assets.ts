// Finding and uploading the files of the stack.
import { queryOptions } from "@tanstack/react-query";

import { content, inStack } from "../../api/client";
import type { components } from "../../api/content";
import { contentKey, type Place } from "../stack";

export type Asset = components["schemas"]["Asset"];

export function assetsQuery(place: Place) {
  return queryOptions({
    queryKey: contentKey(place, "assets"),
    queryFn: async () => {
      const { data } = await content.GET("/assets", { params: { query: { limit: "100", relative_urls: true } }, headers: inStack(place.stackKey) });
      return (data?.assets ?? []) as Asset[];
    },
  });
}

/** Upload a file as a new asset of the stack. */
export async function upload(place: Place, file: File): Promise<Asset | undefined> {
  const form = new FormData();
  form.set("asset[upload]", file);
  const { data } = await content.POST("/assets", {
    headers: inStack(place.stackKey),
    body: {},
    bodySerializer: () => form,
  });
  return data?.asset;
}
