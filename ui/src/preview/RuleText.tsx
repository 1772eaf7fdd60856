import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { attributesQuery, isCustom } from "../attributes/attributes";
import { clause } from "../audiences/builder/sentence";
import { shownValue } from "../audiences/trying/findings";
import { useProjectUid } from "../projects/project";
import { text } from "../text";
import { type RuleFinding, ruleOf } from "./explanation";

const words = text.preview.tree;

/** One rule in words, and the value that it saw. */
export function RuleText({ rule }: { rule: RuleFinding }) {
  const { data: attributes } = useQuery(attributesQuery(useProjectUid()));
  const names = useMemo(
    () => ({
      attributes: new Map((attributes ?? []).filter(isCustom).map(({ uid, name }) => [uid, name])),
      lytics: new Map<string, string>(),
      regions: new Map<string, string>(),
    }),
    [attributes],
  );
  const value = shownValue(rule.value);
  return (
    <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
      {clause(ruleOf(rule), names)}{" "}
      <Text span size="sm" c="dimmed">
        ({[value === null ? words.sawNothing : words.saw(value), ...(rule.note && value !== null ? [rule.note] : [])].join(". ")})
      </Text>
    </Text>
  );
}
