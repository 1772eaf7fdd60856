// A described visitor: as a form keeps them, as POST /decisions takes them, and as an address carries them. Pure.
import type { components } from "../../api/management";

export type DescribedVisitor = components["schemas"]["DescribedVisitor"];

export interface Pair {
  key: string;
  value: string;
}

/** Every member is text; "" is not said. `time` is a wall clock time in the browser's zone. */
export interface VisitorForm {
  userUid: string;
  country: string;
  region: string;
  city: string;
  timezone: string;
  deviceType: string;
  operatingSystem: string;
  pageUrl: string;
  referrer: string;
  ip: string;
  userAgent: string;
  time: string;
  attributes: Pair[];
}

export const NOBODY: VisitorForm = {
  userUid: "", country: "", region: "", city: "", timezone: "", deviceType: "", operatingSystem: "", pageUrl: "",
  referrer: "", ip: "", userAgent: "", time: "", attributes: [],
};

const PLAIN = [
  "userUid", "country", "region", "city", "timezone", "deviceType", "operatingSystem", "pageUrl", "referrer", "ip",
  "userAgent",
] as const;

/** What POST /decisions takes; what is not said is left out. */
export function toBody(form: VisitorForm): DescribedVisitor {
  const said = PLAIN.filter((name) => form[name].trim()).map((name) => [name, form[name].trim()]);
  const instant = form.time ? new Date(form.time.replace(" ", "T")) : null;
  return {
    ...(Object.fromEntries(said) as Partial<DescribedVisitor>),
    ...(instant && !Number.isNaN(instant.getTime()) ? { time: instant.toISOString() } : {}),
    attributes: Object.fromEntries(
      form.attributes.filter(({ key }) => key.trim()).map(({ key, value }) => [key.trim(), attributeValue(value)]),
    ),
  };
}

/** The form of a described visitor. */
export function fromBody(body: Partial<DescribedVisitor>): VisitorForm {
  const said = PLAIN.map((name) => [name, typeof body[name] === "string" ? body[name] : ""]);
  const attributes = Object.entries(body.attributes ?? {}).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
  return { ...NOBODY, ...Object.fromEntries(said), time: body.time ? wallClock(body.time) : "", attributes };
}

/** How many things are said of the visitor. */
export function countSaid(form: VisitorForm): number {
  const body = toBody(form);
  return Object.keys(body).length - 1 + Object.keys(body.attributes).length;
}

/** A visitor in an address, so that a link brings them along; "" for nobody in particular. */
export function toAddress(form: VisitorForm): string {
  return countSaid(form) > 0 ? JSON.stringify(toBody(form)) : "";
}

export function fromAddress(address: string): VisitorForm {
  try {
    const body: unknown = JSON.parse(address);
    return typeof body === "object" && body !== null ? fromBody(body as Partial<DescribedVisitor>) : NOBODY;
  } catch {
    return NOBODY;
  }
}

/** A typed value as a site would send it: `true`, `false` and numbers are what they look like, the rest is text. */
export function attributeValue(typed: string): string | number | boolean {
  if (typed === "true" || typed === "false") return typed === "true";
  const number = Number(typed);
  return typed !== "" && Number.isFinite(number) && String(number) === typed ? number : typed;
}

/** The query parameters of an address, the first of each name counting. */
export function parametersOf(pageUrl: string): Pair[] {
  const query = pageUrl.split("#", 1)[0]?.split("?").slice(1).join("?") ?? "";
  const found = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) if (key && !found.has(key)) found.set(key, value);
  return [...found].map(([key, value]) => ({ key, value }));
}

/** The address with these query parameters instead of its own. */
export function withParameters(pageUrl: string, pairs: readonly Pair[]): string {
  const [address = "", ...fragment] = pageUrl.split("#");
  const base = address.split("?", 1)[0] ?? "";
  const query = new URLSearchParams(pairs.map(({ key, value }) => [key, value])).toString();
  return [base + (query && `?${query}`), ...fragment].join("#");
}

function wallClock(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
