import { createContext, useContext, useMemo } from "react";
import { useQuery } from "@tanstack/react-query";

import { attributesQuery, isCustom } from "../../attributes/attributes";
import { useProjectUid } from "../../projects/project";
import { text } from "../../text";
import { audiencesQuery, isLytics } from "../audiences";
import type { Findings } from "../trying/findings";
import { LYTICS, PRESETS } from "./conditions";
import type { Problems } from "./problems";
import { fieldName } from "./wire";

export interface Choice {
  value: string;
  label: string;
}

/** What a project has that rules can be about. */
export interface Vocabulary {
  fields: { group: string; items: Choice[] }[];
  known: ReadonlySet<string>;
  attributes: ReadonlyMap<string, string>;
  lytics: ReadonlyMap<string, string>;
}

const words = text.audiences;

/** The attributes and Lytics audiences of the project; undefined until they are known. */
export function useVocabulary(): Vocabulary | undefined {
  const uid = useProjectUid();
  const { data: attributes } = useQuery(attributesQuery(uid));
  const { data: audiences } = useQuery(audiencesQuery(uid));
  return useMemo(() => {
    if (!attributes || !audiences) return undefined;
    const custom = attributes.filter(isCustom);
    const lytics = audiences.filter(isLytics);
    const named = (refs: readonly string[], kind: "PresetAttributeReference" | "LyticsAttributeReference") =>
      refs.map((ref) => ({ value: fieldName(kind, ref), label: words.attributes[ref] ?? ref }));
    const fields = [
      { group: words.builder.groups.presets, items: named(PRESETS, "PresetAttributeReference") },
      {
        group: words.builder.groups.custom,
        items: custom.map((one) => ({ value: fieldName("CustomAttributeReference", one.uid), label: one.name })),
      },
      { group: words.builder.groups.lytics, items: named(LYTICS, "LyticsAttributeReference") },
    ];
    return {
      fields: fields.filter(({ items }) => items.length > 0),
      known: new Set(fields.flatMap(({ items }) => items.map(({ value }) => value))),
      attributes: new Map(custom.map((one) => [one.uid, one.name])),
      lytics: new Map(lytics.map((one) => [one.uid, one.name])),
    };
  }, [attributes, audiences]);
}

interface Surroundings {
  vocabulary: Vocabulary;
  problems: Problems;
  findings: Findings;
}

export const BuilderContext = createContext<Surroundings | null>(null);

export function useSurroundings(): Surroundings {
  const found = useContext(BuilderContext);
  if (!found) throw new Error("rules belong into a RuleBuilder");
  return found;
}
