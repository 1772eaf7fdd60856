// Why a visitor gets a variant, or none, in words. Pure.
import { percent } from "../analytics/numbers";
import { text } from "../text";
import { type ExperienceFinding, isChoice, shareOf } from "./explanation";

const words = text.preview.reasons;
const list = new Intl.ListFormat(undefined, { type: "conjunction" });

export function nameOf(experience: ExperienceFinding, shortUid: string | null): string {
  return experience.variants.find((variant) => variant.shortUid === shortUid)?.name ?? shortUid ?? "";
}

export function reasonOf(experience: ExperienceFinding): string {
  const variant = experience.variants.find(({ shortUid }) => shortUid === experience.activeVariantShortUid);
  switch (experience.reason) {
    case "AUDIENCE_MATCHED": {
      const found = variant && isChoice(variant) ? [...variant.audiences, ...variant.lyticsAudiences] : [];
      const names = found.filter(({ result }) => result).map(({ name, uid }) => `“${name ?? uid}”`);
      return names.length ? words.matched(list.format(names)) : words.matchedNobody;
    }
    case "ASSIGNED":
      if (experience.earlierVariantShortUid !== null) return words.assignedBefore;
      return variant && !isChoice(variant) ? words.assignedBy(percent(shareOf(variant))) : words.assigned;
    case "HELD_OUT":
      return words.heldOut(nameOf(experience, experience.withheldVariantShortUid));
    case "NO_AUDIENCE_MATCHED":
      return words.noMatch;
    case "NOT_TARGETED":
      return words.notTargeted;
    case "NO_TRAFFIC":
      return words.noTraffic;
    case "NO_USER":
      return words.noUser;
    case "PAUSED":
      return words.paused;
  }
}
