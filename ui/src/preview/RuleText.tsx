import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { attributesQuery, isCustom } from "../attributes/attributes";
import { clause } from "../audiences/builder/sentence";
import { useRegionNames } from "../audiences/places/PlaceFields";
import { shownValue } from "../audiences/trying/findings";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { regionsIn, type RuleFinding, ruleOf } from "./explanation";

const words = text.preview.tree;

/** One rule in words, and the value that it saw. */
export function RuleText({ rule }: { rule: RuleFinding }) {
  const { data: attributes } = useQuery(attributesQuery(useProjectUid()));
  const regions = useRegionNames(regionsIn(rule));
  const names = useMemo(
    () => ({
      attributes: new Map((attributes ?? []).filter(isCustom).map(({ uid, name }) => [uid, name])),
      lytics: new Map<string, string>(),
      regions,
    }),
    [attributes, regions],
  );
  const value = shownValue(rule.value, rule.attribute.ref, regions);
  return (
    <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
      {clause(ruleOf(rule), names)}{" "}
      <Text span size="sm" c="dimmed">
        ({[value === null ? words.sawNothing : words.saw(value), ...(rule.note && value !== null ? [rule.note] : [])].join(". ")})
      </Text>
    </Text>
  );
}
