import { useQuery } from "@tanstack/react-query";

import { shownTime } from "../../parts/times";
import { text } from "../../text";
import { referencesOf, referredQuery } from "../fields/references";
import type { Field } from "../schema";
import type { Place } from "../stack";
import { summary } from "../values";

interface Props {
  place: Place;
  locale: string;
  field: Field;
  value: unknown;
  empty: string;
}

/** A value to be read: entries that are referred to by their titles. */
export function ValueText(props: Props) {
  if (props.field.data_type === "reference") return <Titles {...props} />;
  if (props.field.data_type === "isodate" && typeof props.value === "string") return <>{shownMoment(props.value)}</>;
  if (typeof props.value === "boolean") return <>{props.value ? text.content.field.yes : text.content.field.no}</>;
  return <>{summary(props.value) || props.empty}</>;
}

// A day is a day in every zone.
function shownMoment(iso: string): string {
  return iso.length > 10 && !Number.isNaN(Date.parse(iso)) ? shownTime(iso) : iso;
}

function Titles({ place, locale, field, value, empty }: Props) {
  const references = referencesOf(field, value);
  const { data } = useQuery(referredQuery(place, references, locale));
  if (references.length > 0 && !data) return <>…</>;
  const titles = references.map(({ uid }) => data?.find((one) => one.uid === uid)?.title ?? uid);
  return <>{titles.join(", ") || empty}</>;
}
