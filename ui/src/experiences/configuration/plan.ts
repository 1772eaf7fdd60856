import type { components } from "../../api/management";
import type { VersionBody } from "../changing";
import { type ABTestVersion, type ExperienceType, isABTest, type VariantSplit, type Version } from "../experience";
import { equalShares } from "./shares";

export type Combination = components["schemas"]["Combination"];

/** Whom something is for: a choice of audiences, of the project's own and of a CDP. */
export interface Crowd {
  audiences: string[];
  combination: Combination;
}

export interface PlannedVariant extends Crowd {
  /** What a row is known by while it has no short uid. */
  key: string;
  shortUid: string | null;
  name: string;
  share: number | "";
}

export interface PlannedMetric {
  key: string;
  event: string | null;
  name: string;
}

/** A version as the form holds it. */
export interface Plan {
  variants: PlannedVariant[];
  split: VariantSplit;
  metrics: PlannedMetric[];
  isSelective: boolean;
  target: Crowd;
}

export const MAX_METRICS = 5;
const FEWEST: Record<ExperienceType, number> = { SEGMENTED: 1, AB_TEST: 2 };
const LYTICS_UID_LENGTH = 32;

let made = 0;
function newKey(): string {
  made += 1;
  return `new-${made}`;
}

export function newVariant(): PlannedVariant {
  return { key: newKey(), shortUid: null, name: "", audiences: [], combination: "OR", share: "" };
}

export function newMetric(): PlannedMetric {
  return { key: newKey(), event: null, name: "" };
}

/** Return a version for the form; an empty one begins with the rows it needs. Rows keep the keys they had. */
export function planOf(version: Version, type: ExperienceType, before?: Plan): Plan {
  const known = before?.variants.length === version.variants.length ? before.variants : [];
  const variants = version.variants.map((variant, index): PlannedVariant => ({
    key: known[index]?.key ?? variant.shortUid,
    shortUid: variant.shortUid,
    name: variant.name,
    ...("audiences" in variant ? crowdOf(variant) : NOBODY),
    share: "trafficDistribution" in variant ? variant.trafficDistribution : "",
  }));
  const isEmpty = variants.length === 0 && version.status === "DRAFT";
  return {
    variants: isEmpty ? Array.from({ length: FEWEST[type] }, newVariant) : variants,
    ...(isABTest(version) ? testOf(version, before) : { split: "EQUALLY_SPLIT", metrics: [], isSelective: false, target: NOBODY }),
  };
}

/** Return what is sent to save the form as a version of that status. */
export function bodyOf(plan: Plan, type: ExperienceType, status: VersionBody["status"]): VersionBody {
  if (type === "SEGMENTED") {
    return {
      status,
      variants: plan.variants.map((variant) => ({
        name: variant.name.trim(),
        ...wired(variant),
        ...(variant.shortUid === null ? {} : { shortUid: variant.shortUid }),
      })),
    };
  }
  const shares = sharesOf(plan);
  return {
    status,
    variants: plan.variants.map((variant) => ({
      name: variant.name.trim(),
      trafficDistribution: shares.get(variant.key) ?? 0,
      ...(variant.shortUid === null ? {} : { shortUid: variant.shortUid }),
    })),
    variantSplit: plan.split,
    metrics: plan.metrics.map(({ event, name }) => ({ event: event ?? "", name: name.trim() })),
    targeting: plan.isSelective ? { audience: wired(plan.target) } : {},
  };
}

/** Return the percentage of visitors of each variant, by key: as typed if custom, else equal (a bandit starts equal). */
export function sharesOf({ split, variants }: Plan): Map<string, number> {
  const equal = equalShares(variants.length);
  return new Map(
    variants.map(({ key, share }, index) => [key, (split === "CUSTOM_PERCENTAGE" ? share : equal[index]) || 0]),
  );
}

/** Return what is sent to change the status of a version and nothing else, or to begin a draft with what it holds. */
export function bodyOfVersion(version: Version, status: VersionBody["status"]): VersionBody {
  const { variants } = version;
  if (!isABTest(version)) return { status, variants };
  return { status, variants, variantSplit: version.variantSplit, metrics: version.metrics, targeting: version.targeting };
}

export function isSame(one: Plan, other: Plan, type: ExperienceType): boolean {
  return JSON.stringify(bodyOf(one, type, "DRAFT")) === JSON.stringify(bodyOf(other, type, "DRAFT"));
}

/** Return the form's rows with one that takes its place elsewhere. */
export function replaced<Row extends { key: string }>(rows: readonly Row[], key: string, change: Partial<Row>): Row[] {
  return rows.map((row) => (row.key === key ? { ...row, ...change } : row));
}

const NOBODY: Crowd = { audiences: [], combination: "OR" };

function testOf(version: ABTestVersion, before?: Plan): Omit<Plan, "variants"> {
  const target = version.targeting.audience;
  return {
    split: version.variantSplit,
    metrics: version.metrics.map(({ event, name }, index) => ({ key: before?.metrics[index]?.key ?? newKey(), event, name })),
    isSelective: Boolean(target),
    target: target ? crowdOf(target) : NOBODY,
  };
}

function crowdOf(wire: { audiences: string[]; lyticsAudiences?: string[] | null; audienceCombinationType: Combination }): Crowd {
  return { audiences: [...wire.audiences, ...(wire.lyticsAudiences ?? [])], combination: wire.audienceCombinationType };
}

function wired({ audiences, combination }: Crowd) {
  return {
    audiences: audiences.filter((uid) => uid.length !== LYTICS_UID_LENGTH),
    audienceCombinationType: combination,
    lyticsAudiences: audiences.filter((uid) => uid.length === LYTICS_UID_LENGTH),
  };
}
