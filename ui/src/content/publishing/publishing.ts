// Where an entry and its variants are published, and publishing them.
import { content, inStack } from "../../api/client";
import { type Fields, isObject } from "../schema";
import type { Place } from "../stack";

/** Never published there, as it is now, or in an older version. */
export type PublishState = "none" | "current" | "older";

export interface Published {
  environment: string;
  locale: string;
  version: number;
  time: string;
}

/** Return where a document as the Management API shows it is published. */
export function publishedOf(document: Fields): Published[] {
  const details = document.publish_details;
  return Array.isArray(details) ? details.filter(isObject).map((detail) => detail as unknown as Published) : [];
}

export function stateIn(document: Fields, environmentUid: string, locale: string): PublishState {
  const found = publishedOf(document).find((one) => one.environment === environmentUid && one.locale === locale);
  if (!found) return "none";
  return found.version === document._version ? "current" : "older";
}

/** What is chosen in the publish dialog. */
export interface Choice {
  environments: readonly string[];
  locales: readonly string[];
  /** The entry itself. */
  withBase: boolean;
  variants: readonly string[];
  /** When, in ISO 8601; at once if empty. */
  scheduledAt: string;
}

export type Missing = "environments" | "locales" | "content";

/** Return what still has to be chosen. */
export function missingIn(choice: Choice): Missing[] {
  const missing: Missing[] = [];
  if (!choice.withBase && choice.variants.length === 0) missing.push("content");
  if (choice.environments.length === 0) missing.push("environments");
  if (choice.locales.length === 0) missing.push("locales");
  return missing;
}

/** Return the body of a publish request. */
export function orderOf(choice: Choice, locale: string) {
  const where = { environments: [...choice.environments], locales: [...choice.locales] };
  const when = choice.scheduledAt ? { scheduled_at: choice.scheduledAt } : {};
  if (choice.variants.length === 0) return { entry: where, locale, ...when };
  const variants = choice.variants.map((uid) => ({ uid }));
  const rules = { publish_latest_base: choice.withBase, publish_latest_base_conditionally: !choice.withBase };
  return { entry: { ...where, variants, variant_rules: rules }, locale, ...when };
}

export interface Which {
  typeUid: string;
  entryUid: string;
  locale: string;
}

export async function publish(place: Place, which: Which, choice: Choice): Promise<void> {
  const path = { content_type_uid: which.typeUid, uid: which.entryUid };
  const headers = { ...inStack(place.stackKey), api_version: "3.2" };
  await content.POST("/content_types/{content_type_uid}/entries/{uid}/publish", {
    params: { path }, headers, body: orderOf(choice, which.locale) as never,
  });
}

export async function unpublish(place: Place, which: Which, choice: Choice): Promise<void> {
  const path = { content_type_uid: which.typeUid, uid: which.entryUid };
  const headers = { ...inStack(place.stackKey), api_version: "3.2" };
  // Taking the entry itself away takes its variants along.
  const body = orderOf(choice.withBase ? { ...choice, variants: [] } : choice, which.locale);
  await content.POST("/content_types/{content_type_uid}/entries/{uid}/unpublish", { params: { path }, headers, body: body as never });
}
