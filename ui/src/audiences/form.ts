import { useMemo, useState } from "react";

import { Failure } from "../api/failures";
import { fieldError } from "../parts/fieldErrors";
import { text } from "../text";
import type { Audience, AudienceDraft } from "./audiences";
import { firstOperator, FIRST_FIELD, startingValue } from "./builder/conditions";
import { useVocabulary } from "./builder/context";
import { missing, placed, type Problems } from "./builder/problems";
import { type BuilderGroup, type Definition, fieldReference, fromWire, isGroup, operatorParts, toWire } from "./builder/wire";

const NO_PROBLEMS: Problems = new Map();

/** The rules that a new audience starts with: one, to be filled in. */
function newDefinition(): Definition {
  const operator = firstOperator(FIRST_FIELD);
  return {
    __type: "RuleCombination",
    combinationType: "AND",
    rules: [
      {
        __type: "Rule",
        attribute: fieldReference(FIRST_FIELD),
        attributeMatchOptions: startingValue(FIRST_FIELD, operator).comparison,
        attributeMatchCondition: operatorParts(operator).condition,
        invertCondition: false,
      },
    ],
  };
}

function contentOf(audience: Audience | null): AudienceDraft {
  return audience
    ? // As the builder would write it, or else the order of members would look like a change.
      { name: audience.name, description: audience.description, definition: toWire(fromWire(audience.definition)) }
    : { name: "", description: "", definition: newDefinition() };
}

interface Refused {
  error: unknown;
  /** What the rules were, by id: what is said of a rule holds until it is changed. */
  rules: ReadonlyMap<string, unknown>;
  byId: Problems;
}

/** What is typed of an audience, what is wrong with it, and whether it differs from what was read. */
export function useAudienceForm(audience: Audience | null) {
  const [initial, setInitial] = useState(() => contentOf(audience));
  const [name, setName] = useState(initial.name);
  const [description, setDescription] = useState(initial.description);
  const [group, setGroup] = useState(() => fromWire(initial.definition));
  const [wasAsked, setWasAsked] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const vocabulary = useVocabulary();

  const draft = useMemo(() => ({ name: name.trim(), description, definition: toWire(group) }), [name, description, group]);
  const isDirty = useMemo(() => JSON.stringify(draft) !== JSON.stringify(initial), [draft, initial]);
  const unfinished = useMemo(() => missing(group, vocabulary?.known), [group, vocabulary]);
  const nameError = name.trim() ? fieldError(refused?.error, "/name", "DUPLICATE_NAME") : wasAsked && text.audiences.page.nameRequired;
  const problems = useMemo(() => {
    const said = [...(refused?.byId ?? NO_PROBLEMS)].filter(([id]) => refused?.rules.get(id) === rulesById(group).get(id));
    return new Map([...said, ...(wasAsked ? unfinished : NO_PROBLEMS)]);
  }, [group, refused, unfinished, wasAsked]);

  return {
    name, setName, description, setDescription, group, setGroup, vocabulary, draft, isDirty, unfinished, problems, nameError,
    /** Whether it can be sent; from now on, what is missing is marked. */
    check(): boolean {
      setWasAsked(true);
      return name.trim() !== "" && unfinished.size === 0;
    },
    isMarked: wasAsked && unfinished.size > 0,
    /** Show what the server refused; null forgets it. Returns what no field shows. */
    refuse(error: unknown): unknown {
      const { byId, others } = error instanceof Failure ? placed(group, error.problems) : { byId: NO_PROBLEMS, others: [] };
      setRefused(error ? { error, rules: rulesById(group), byId } : null);
      const isShown = fieldError(error, "/name", "DUPLICATE_NAME") !== undefined || (byId.size > 0 && others.length === 0);
      return isShown ? null : error;
    },
    /** Take an audience as it is saved for what the form shows. */
    adopt(saved: Audience) {
      const content = contentOf(saved);
      setInitial(content);
      setName(content.name);
      setDescription(content.description);
      setGroup(fromWire(content.definition));
      setRefused(null);
      setWasAsked(false);
    },
  };
}

export type AudienceFormState = ReturnType<typeof useAudienceForm>;

function rulesById(group: BuilderGroup): Map<string, unknown> {
  const found = new Map<string, unknown>([[group.id ?? "", group]]);
  for (const rule of group.rules) {
    if (isGroup(rule)) for (const [id, inner] of rulesById(rule)) found.set(id, inner);
    else found.set(rule.id ?? "", rule);
  }
  return found;
}
