const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1],
];
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** An instant of the wire in the browser's zone and language. */
export function shownTime(iso: string): string {
  return moment.format(new Date(iso));
}

/** How long ago an instant is ("3 minutes ago"); the date where that is over a week. */
export function shownAge(iso: string, now: number = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return shownTime(iso);
  const [unit, length] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ["second", 1];
  return relative.format(Math.round(seconds / length), unit);
}
