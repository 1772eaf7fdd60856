import { text } from "../../text";
import type { Crowd, Plan, PlannedVariant } from "../configuration/plan";
import { sharesOf } from "../configuration/plan";
import type { ExperienceType } from "../experience";

/** What the things are called that a version refers to by uid. */
export interface Names {
  audience(uid: string): string;
  event(uid: string): string;
}

export interface Change {
  kind: "new" | "gone" | "changed";
  subject: string;
  details: string[];
}

const said = text.experiences.diff;

/** Say what visitors and measurement notice when a version takes the place of another, or of none. */
export function changesBetween(before: Plan | null, after: Plan, type: ExperienceType, names: Names): Change[] {
  const changes = [...goneVariants(before, after), ...variantChanges(before, after, type, names)];
  if (type === "SEGMENTED") {
    if (before) changes.push(...orderChanges(before, after));
    return changes;
  }
  return [...changes, ...splitChanges(before, after), ...targetChanges(before, after, names), ...metricChanges(before, after, names)];
}

/** Name a choice of audiences as one would in a sentence. */
export function crowdWords({ audiences, combination }: Crowd, names: Names): string {
  const called = audiences.map((uid) => names.audience(uid));
  if (called.length === 0) return said.nobody;
  return called.length === 1 ? said.inOne(called[0] ?? "") : said.inSeveral(combination, called);
}

function goneVariants(before: Plan | null, after: Plan): Change[] {
  const kept = new Set(after.variants.map(({ shortUid }) => shortUid));
  return (before?.variants ?? [])
    .filter(({ shortUid }) => !kept.has(shortUid))
    .map(({ name }) => ({ kind: "gone", subject: name, details: [said.gone] }));
}

function variantChanges(before: Plan | null, after: Plan, type: ExperienceType, names: Names): Change[] {
  const earlier = new Map((before?.variants ?? []).map((variant) => [variant.shortUid, variant]));
  const sharesBefore = before ? sharesOf(before) : new Map<string, number>();
  const sharesAfter = sharesOf(after);
  const isSegmented = type === "SEGMENTED";
  return after.variants.flatMap((variant): Change[] => {
    const old = variant.shortUid === null ? undefined : earlier.get(variant.shortUid);
    const share = sharesAfter.get(variant.key) ?? 0;
    if (!old) {
      const details = [isSegmented ? said.shownTo(crowdWords(variant, names)) : said.gets(share)];
      return [{ kind: "new", subject: variant.name, details }];
    }
    const details = isSegmented ? crowdDetails(old, variant, names) : shareDetails(sharesBefore.get(old.key) ?? 0, share);
    if (old.name !== variant.name) details.unshift(said.renamed(old.name));
    return details.length ? [{ kind: "changed", subject: variant.name, details }] : [];
  });
}

function crowdDetails(old: PlannedVariant, variant: PlannedVariant, names: Names): string[] {
  return isSameCrowd(old, variant) ? [] : [said.crowd(crowdWords(old, names), crowdWords(variant, names))];
}

function shareDetails(old: number, share: number): string[] {
  return old === share ? [] : [said.share(old, share)];
}

/** Tell when the variants that stay take precedence in another order: who fits several of them gets another one. */
function orderChanges(before: Plan, after: Plan): Change[] {
  const stay = new Set(after.variants.map(({ shortUid }) => shortUid));
  const were = before.variants.filter(({ shortUid }) => stay.has(shortUid)).map(({ shortUid }) => shortUid);
  const known = new Set(were);
  const are = after.variants.filter(({ shortUid }) => known.has(shortUid));
  if (are.every(({ shortUid }, index) => shortUid === were[index])) return [];
  return [{ kind: "changed", subject: said.order, details: [said.orderIs(are.map(({ name }) => name))] }];
}

function splitChanges(before: Plan | null, after: Plan): Change[] {
  if (before?.split === after.split) return [];
  const now = text.experiences.splits[after.split].label;
  const details = before ? [said.split(text.experiences.splits[before.split].label, now)] : [now];
  return [{ kind: before ? "changed" : "new", subject: text.experiences.distribution, details }];
}

function targetChanges(before: Plan | null, after: Plan, names: Names): Change[] {
  const now = targetWords(after, names);
  if (!before) return [{ kind: "new", subject: text.experiences.target.title, details: [said.shownTo(now)] }];
  const same = before.isSelective === after.isSelective && (!after.isSelective || isSameCrowd(before.target, after.target));
  if (same) return [];
  return [{ kind: "changed", subject: text.experiences.target.title, details: [said.crowd(targetWords(before, names), now)] }];
}

function targetWords({ isSelective, target }: Plan, names: Names): string {
  return isSelective ? crowdWords(target, names) : said.everyone;
}

function metricChanges(before: Plan | null, after: Plan, names: Names): Change[] {
  const earlier = new Map((before?.metrics ?? []).map((metric) => [metric.event, metric]));
  const now = new Set(after.metrics.map(({ event }) => event));
  const changes: Change[] = after.metrics
    .filter(({ event }) => !earlier.has(event))
    .map(({ name, event }) => ({ kind: "new", subject: name, details: [said.measured(names.event(event ?? ""))] }));
  for (const { event, name } of before?.metrics ?? []) {
    if (!now.has(event)) changes.push({ kind: "gone", subject: name, details: [said.notMeasured] });
  }
  for (const { event, name } of after.metrics) {
    const old = earlier.get(event);
    if (old && old.name !== name) changes.push({ kind: "changed", subject: name, details: [said.renamed(old.name)] });
  }
  const first = after.metrics[0];
  if (before && first && before.metrics[0]?.event !== first.event) {
    changes.push({ kind: "changed", subject: text.experiences.metrics.primary, details: [said.decides(first.name)] });
  }
  return changes;
}

function isSameCrowd(one: Crowd, other: Crowd): boolean {
  const members = new Set(one.audiences);
  return (
    members.size === new Set(other.audiences).size &&
    other.audiences.every((uid) => members.has(uid)) &&
    (one.combination === other.combination || members.size < 2)
  );
}
