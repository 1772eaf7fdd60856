import { List, Text } from "@mantine/core";

import { text } from "../text";
import type { Nearest } from "./nearest";
import { RuleText } from "./RuleText";

const words = text.preview.nearest;

/** What little keeps a visitor from the variant that they are nearest to. */
export function NearestMiss({ nearest: { variant, misses } }: { nearest: Nearest }) {
  const count = misses.length;
  const target = count === 1 ? words.targetOne : words.targetMany(count);
  const lead = variant === null ? target : count === 1 ? words.one(variant) : words.many(variant, count);
  return (
    <div role="note" aria-label={words.label} data-testid="nearest-miss">
      <Text size="sm">{lead}</Text>
      <List size="sm" withPadding>
        {misses.map(({ audience, rule }, index) => (
          <List.Item key={index}>{rule ? <RuleText rule={rule} /> : text.preview.tree.lytics(audience)}</List.Item>
        ))}
      </List>
    </div>
  );
}
