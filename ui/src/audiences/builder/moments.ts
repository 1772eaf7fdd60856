// Times of rules: a wall clock time, and the zone that it is read in. Pure.
import type { TimeOptions } from "./wire";

/** The visitor's own zone, UTC, the browser's, or a fixed offset as it was written ("+02:00"). */
export type Zone = "visitor" | "utc" | "here" | (string & {});

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,]\d+)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

interface Parts {
  /** As date pickers have it: "2026-11-27 00:00:00". */
  wall: string;
  offset: string;
}

export function momentParts(moment: string): Parts | null {
  const found = MOMENT.exec(moment);
  if (!found) return null;
  const [, day = "", time = "00:00", second = "00", offset = ""] = found;
  return { wall: `${day} ${time}:${second}`, offset };
}

export function zoneOf(options: TimeOptions): Zone {
  const parts = momentParts(options.value || options.startTime || options.endTime || "");
  if (!parts?.offset) return options.useVisitorTimezone ? "visitor" : "utc";
  const offset = spelled(parts.offset);
  if (offset === "+00:00") return "utc";
  return offset === offsetHere(parts.wall) ? "here" : offset;
}

/** A wall clock time as a rule keeps it; "" where there is none. */
export function written(wall: string | null, zone: Zone): string {
  if (!wall) return "";
  const text = wall.replace(" ", "T");
  if (zone === "visitor" || zone === "utc") return text;
  return text + (zone === "here" ? offsetHere(wall) : zone);
}

/** The same wall clock times in another zone. */
export function inZone(options: TimeOptions, zone: Zone): TimeOptions {
  const moved = (moment: string | null | undefined) => written(momentParts(moment ?? "")?.wall ?? null, zone);
  const useVisitorTimezone = zone === "visitor";
  return options.value == null
    ? { __type: options.__type, startTime: moved(options.startTime), endTime: moved(options.endTime), useVisitorTimezone }
    : { __type: options.__type, value: moved(options.value), useVisitorTimezone };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "27 Nov 2026, 00:00", without its zone; seconds only where they say something. */
export function shownMoment(moment: string): string {
  const parts = momentParts(moment);
  if (!parts) return moment;
  const [day = "", time = ""] = parts.wall.split(" ");
  const [year, month, date] = day.split("-").map(Number);
  const shown = time.endsWith(":00") ? time.slice(0, -3) : time;
  return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}, ${shown}`;
}

function offsetHere(wall: string): string {
  const minutes = -new Date(wall.replace(" ", "T")).getTimezoneOffset() || 0;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}

/** "z", "+02" and "+0200" as "+00:00" and "+02:00". */
function spelled(offset: string): string {
  if (offset.toLowerCase() === "z") return "+00:00";
  return `${offset.slice(0, 3)}:${offset.length > 3 ? offset.slice(-2) : "00"}`;
}
