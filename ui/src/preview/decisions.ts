import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { inProject, json, management } from "../api/client";
import { keys } from "../app/queries";
import type { DescribedVisitor } from "../audiences/visitor/visitor";
import type { Explanation } from "./explanation";

export interface Asked {
  visitor: DescribedVisitor;
  /** Experience uid to the version that is to count as active. */
  versions: Record<string, string>;
}

/** What a visitor would get of every experience, and why. */
export function decisionsQuery(projectUid: string, asked: Asked) {
  return queryOptions({
    queryKey: keys.project(projectUid, "decisions", JSON.stringify(asked)),
    queryFn: async () => {
      const { data } = await management.POST("/decisions", { params: { header: inProject(projectUid) }, body: asked });
      return data?.explanation as unknown as Explanation;
    },
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}

export interface PreviewLink {
  token: string;
  parameter: string;
  expiresAt: string;
  activeVariants: Record<string, string>;
}

/** Make a link that shows what a visitor would get now. */
export function makeLink(projectUid: string, asked: Asked, expiresInHours: number): Promise<PreviewLink> {
  const body = JSON.stringify({ ...asked, expiresInHours });
  return json<PreviewLink>("/personalize-api/preview-links", { method: "POST", headers: inProject(projectUid), body });
}

/** A page's address with the token in its query; null for what is no whole address of a page. */
export function linkTo(page: string, { parameter, token }: Pick<PreviewLink, "parameter" | "token">): string | null {
  let address: URL;
  try {
    address = new URL(page.trim());
  } catch {
    return null;
  }
  if (address.protocol !== "https:" && address.protocol !== "http:") return null;
  address.searchParams.set(parameter, token);
  return address.toString();
}
