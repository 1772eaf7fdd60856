// Finding and uploading the files of the stack.
import { queryOptions } from "@tanstack/react-query";

import { content, inStack } from "../../api/client";
import type { components } from "../../api/content";
import { contentKey, type Place } from "../stack";

export type Asset = components["schemas"]["Asset"];

const MOST = "50";

/** The files that changed last of those whose title has what was typed. */
export function assetsQuery(place: Place, sought: string) {
  return queryOptions({
    queryKey: contentKey(place, "assets", sought),
    queryFn: async () => {
      const query = { limit: MOST, relative_urls: true, ...(sought && { query: JSON.stringify({ title: containing(sought) }) }) };
      const { data } = await content.GET("/assets", { params: { query }, headers: inStack(place.stackKey) });
      return (data?.assets ?? []) as Asset[];
    },
    placeholderData: (before) => before,
  });
}

/** What the API's `query` calls a text with these words in it, whatever their case. */
export function containing(words: string) {
  return { $regex: words.trim().replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"), $options: "i" };
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
