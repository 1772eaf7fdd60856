// Figures as people read them. Null is never 0: it reads as "–".
import { text } from "../text";

const LEAST_POINTS = 0.001;
// No line ends before the sign.
const PERCENT = "\u00a0%";
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

export function count(number: number | null): string {
  return number === null ? text.analytics.unknown : whole.format(number);
}

/** A number of percent, with as many digits as tell something: 5.98 %, 24.6 %, 0.049 %. */
export function percent(number: number | null): string {
  return number === null ? text.analytics.unknown : digits(number) + PERCENT;
}

/** The same with its sign, a real minus. */
export function signedPercent(number: number | null): string {
  return number === null ? text.analytics.unknown : signed(number) + PERCENT;
}

/** A probability from 0 to 1 as percent; never 0 % or 100 %, which nothing here is. */
export function probability(number: number | null): string {
  if (number === null) return text.analytics.unknown;
  if (number < 0.001) return `<\u00a00.1${PERCENT}`;
  if (number > 0.999) return `>\u00a099.9${PERCENT}`;
  return (Math.round(number * 1000) / 10).toLocaleString() + PERCENT;
}

/** Percentage points. What is next to nothing is not nothing. */
export function points(number: number | null): string {
  if (number === null) return text.analytics.unknown;
  return text.analytics.table.points(number > 0 && number < LEAST_POINTS ? `< ${digits(LEAST_POINTS)}` : digits(number));
}

function digits(number: number): string {
  const size = Math.abs(number);
  const maximumFractionDigits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 || size === 0 ? 2 : 3;
  return number.toLocaleString(undefined, { maximumFractionDigits }).replace("-", "−");
}

function signed(number: number): string {
  const shown = digits(number);
  return number > 0 && shown !== "0" ? `+${shown}` : shown;
}
