import type { Use } from "../parts/uses";
import type { Event } from "./events";

/** The events whose key or description has what is looked for. */
export function listed(events: readonly Event[], sought: string): Event[] {
  const needle = sought.trim().toLowerCase();
  return events.filter(({ key, description }) => [key, description].some((words) => words.toLowerCase().includes(needle)));
}

interface User {
  uid: string;
  name: string;
  referredEvents: readonly string[];
}

/** The experiences that count each event, by the event's uid. */
export function usesOf(experiences: readonly User[], projectUid: string): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const { uid, name, referredEvents } of experiences) {
    const use = { uid, name, to: `/projects/${projectUid}/experiences/${uid}/configuration` };
    for (const event of referredEvents) uses.set(event, [...(uses.get(event) ?? []), use]);
  }
  return uses;
}
