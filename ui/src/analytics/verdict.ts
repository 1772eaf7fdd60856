// What a version's figures say, in words, and why. Pure.
import { text } from "../text";
import { probability as shownProbability } from "./numbers";
import type { Health, Summary } from "./results";

const words = text.analytics.verdict;
const ENOUGH_DAYS = 14;
const ENOUGH_IMPRESSIONS = 1_000;
const ENOUGH_CONVERSIONS = 30;
const DAY_MS = 86_400_000;

/** How far something is that has to be reached: `share` from 0 to 1. */
export interface Progress {
  label: string;
  said: string;
  share: number;
}

export interface Verdict {
  tone: "won" | "ahead" | "open" | "untrusted" | "none";
  headline: string;
  /** The reasons, after the headline and a colon. */
  sentence: string;
  notes: readonly string[];
  progress: readonly Progress[];
}

/** What of the version matters beside its figures. */
export interface Running {
  isActive: boolean;
  isBandit: boolean;
}

/** Return the verdict on a version; nothing for segmented experiences, where nobody competes. */
export function verdictOf(summary: Summary, health: Health | undefined, version: Running, now: number): Verdict | null {
  const code = summary.reason?.code;
  if (code === "SEGMENTED") return null;
  const found = summary.leadingVariant ? led(summary, version, now) : open(summary, version, now);
  if (health?.status !== "PROBLEM" || found.tone === "none") return found;
  return { ...found, tone: "untrusted", headline: words.untrusted, sentence: words.untrusted, notes: [words.untrustedWhy, found.sentence] };
}

export function daysActive(summary: Summary, now: number): number {
  return Math.max(0, Math.floor((now - new Date(summary.firstActivatedAt).getTime()) / DAY_MS));
}

function led(summary: Summary, version: Running, now: number): Verdict {
  const leader = summary.leadingVariant as NonNullable<Summary["leadingVariant"]>;
  const days = daysActive(summary, now);
  const name = summary.variants.find(({ shortUid }) => shortUid === leader.shortUid)?.name ?? leader.shortUid;
  const odds = shownProbability(leader.probabilityToBeBest);
  const needed = shownProbability(summary.level);
  const bandit = version.isBandit ? [words.bandit] : [];
  if (leader.status === "HAS_WON") {
    const headline = words.won(name);
    const sentence = words.sentence(headline, [words.measured(days, odds)]);
    return { tone: "won", headline, sentence, notes: [...settled(summary, leader.shortUid), ...bandit], progress: [] };
  }
  const isClear = leader.status === "LEADING_SIGNIFICANTLY";
  const headline = isClear ? words.significantly(name) : words.leading(name);
  const parts = isClear ? [words.days(days, ENOUGH_DAYS)] : [words.probability(odds, needed)];
  if (!isClear && days < ENOUGH_DAYS) parts.push(words.days(days, ENOUGH_DAYS));
  return {
    tone: "ahead",
    headline,
    sentence: words.sentence(headline, parts),
    notes: [...forecast(summary, version), ...bandit],
    progress: [
      daysProgress(days),
      {
        label: words.progress.probability,
        said: words.probabilityOf(odds, needed),
        share: Math.min(1, leader.probabilityToBeBest / summary.level),
      },
    ],
  };
}

function open(summary: Summary, version: Running, now: number): Verdict {
  const code = summary.reason?.code ?? "";
  const days = daysActive(summary, now);
  const standing: Record<string, string> = {
    NO_METRIC: words.noMetric,
    EVENT_DELETED: words.eventDeleted,
    NO_DATA: words.noData,
    NOTHING_TO_COMPARE: words.nothingToCompare,
    NO_LEADER: words.noLeader,
  };
  const headline = words.noWinner;
  if (code === "NOT_ENOUGH_DATA") return notEnough(summary, days);
  const why = standing[code] ?? words.otherReason(summary.reason?.message ?? "");
  const isOver = code === "NO_METRIC" || code === "EVENT_DELETED" || code === "NO_DATA";
  return {
    tone: isOver ? "none" : "open",
    headline,
    sentence: words.sentence(headline, isOver || days >= ENOUGH_DAYS ? [] : [words.days(days, ENOUGH_DAYS)]),
    notes: [why, ...(code === "NO_LEADER" ? forecast(summary, version) : [])],
    progress: isOver ? [] : [daysProgress(days)],
  };
}

function notEnough(summary: Summary, days: number): Verdict {
  const impressions = words.impressions(summary.impressions, ENOUGH_IMPRESSIONS);
  const parts = [words.days(days, ENOUGH_DAYS), impressions];
  const converted = primaryConversions(summary);
  if (converted) parts.push(words.conversions(converted, ENOUGH_CONVERSIONS));
  return {
    tone: "open",
    headline: words.noWinner,
    sentence: words.sentence(words.noWinner, parts),
    notes: summary.daysUntilDecision ? [words.forecast(summary.daysUntilDecision)] : [],
    progress: [
      daysProgress(days),
      { label: words.progress.impressions, said: impressions, share: Math.min(1, summary.impressions / ENOUGH_IMPRESSIONS) },
    ],
  };
}

function primaryConversions(summary: Summary): number {
  const found = summary.variants.map(({ metrics }) => metrics.find((metric) => metric.__type === "Primary")?.conversions ?? 0);
  return found.reduce((sum, one) => sum + one, 0);
}

function daysProgress(days: number): Progress {
  return { label: words.progress.days, said: words.days(days, ENOUGH_DAYS), share: Math.min(1, days / ENOUGH_DAYS) };
}

function forecast(summary: Summary, version: Running): string[] {
  if (summary.daysUntilDecision) return [words.forecast(summary.daysUntilDecision)];
  // A range of time, and a version that is over, have no forecast: null there says nothing about a year.
  const isWhole = summary.startTime === null && summary.endTime === null;
  return version.isActive && isWhole && summary.sufficientData && summary.daysUntilDecision === null ? [words.noForecast] : [];
}

/** Whether the winner's lead stands by the reading that may be looked at every day; nothing where that is not to be had. */
function settled(summary: Summary, winner: string): string[] {
  const isBaseline = summary.baseline === winner;
  const primary = summary.variants
    .filter(({ shortUid }) => (isBaseline ? shortUid !== winner : shortUid === winner))
    .map(({ metrics }) => metrics.find((metric) => metric.__type === "Primary")?.uplift?.alwaysValid);
  const known = primary.filter((reading) => reading !== null && reading !== undefined);
  if (!known.length) return [];
  return [known.every(({ isDecided }) => isDecided) ? words.settled : words.stricter];
}
