// How near a visitor is to a variant that they do not get: the fewest rules that would have to turn. Pure.
import {
  type AudienceResult, type ChoiceFinding, type ExperienceFinding, type Explanation, type GroupFinding, isChoice, isGroup,
  type RuleFinding,
} from "./explanation";

/** What would have to be otherwise: a rule of an audience, or being in a Lytics audience (no rule). */
export interface Miss {
  audience: string;
  rule: RuleFinding | null;
}

export interface Nearest {
  /** The variant's name; null for the target group of a test. */
  variant: string | null;
  misses: Miss[];
}

type Audiences = Explanation["audiences"];

/** Return what keeps a visitor out of a choice of audiences, as little as possible; null where nothing would help. */
export function missesOf(choice: ChoiceFinding, audiences: Audiences): Miss[] | null {
  if (choice.result) return [];
  const parts = [
    ...choice.audiences.map((audience) => ofAudience(audience, audiences)),
    ...choice.lyticsAudiences.map(({ name, slug, uid, result }) => (result ? [] : [{ audience: name ?? slug ?? uid, rule: null }])),
  ];
  return combined(choice.audienceCombinationType, parts);
}

/** Return the variant, or the target group, that a visitor without a variant is nearest to; null where none is near. */
export function nearestOf(experience: ExperienceFinding, audiences: Audiences): Nearest | null {
  if (experience.reason === "NOT_TARGETED" && experience.targeting) {
    const misses = missesOf(experience.targeting, audiences);
    return misses?.length ? { variant: null, misses } : null;
  }
  if (experience.reason !== "NO_AUDIENCE_MATCHED") return null;
  const found = experience.variants.flatMap((variant) => {
    const misses = isChoice(variant) ? missesOf(variant, audiences) : null;
    return misses?.length ? [{ variant: variant.name, misses }] : [];
  });
  return found.reduce<Nearest | null>((best, one) => (best && best.misses.length <= one.misses.length ? best : one), null);
}

function ofAudience({ uid, result, name }: AudienceResult, audiences: Audiences): Miss[] | null {
  if (result) return [];
  const audience = audiences[uid];
  const rules = audience ? ofFinding(audience.definition) : null;
  return rules && rules.map((rule) => ({ audience: name ?? uid, rule }));
}

function ofFinding(finding: RuleFinding | GroupFinding): RuleFinding[] | null {
  if (finding.result) return [];
  return isGroup(finding) ? combined(finding.combinationType, finding.rules.map(ofFinding)) : [finding];
}

/** All parts of AND, the smallest of OR. */
function combined<Part>(combination: "AND" | "OR", parts: readonly (Part[] | null)[]): Part[] | null {
  if (combination === "AND") return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
  return parts.reduce<Part[] | null>((best, part) => (part && (!best || part.length < best.length) ? part : best), null);
}
