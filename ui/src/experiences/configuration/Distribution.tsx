import { text } from "../../text";
import type { VariantSplit } from "../experience";
import { Choice } from "./Choice";
import type { Fields } from "./fields";
import { sharesOf } from "./plan";
import { Section } from "./VariantHead";

const said = text.experiences;
const SPLITS = (["EQUALLY_SPLIT", "CUSTOM_PERCENTAGE", "MULTI_ARMED_BANDIT"] as const).map((value) => ({
  value,
  ...said.splits[value],
}));

/** How visitors are shared out among the variants of a test. */
export function Distribution({ plan, onChange }: Fields) {
  function choose(value: string) {
    const split = value as VariantSplit;
    // One's own shares begin with what they are now.
    const shares = sharesOf({ ...plan, split: "EQUALLY_SPLIT" });
    const variants = plan.variants.map((variant) => ({ ...variant, share: variant.share || (shares.get(variant.key) ?? 0) }));
    onChange(split === "CUSTOM_PERCENTAGE" ? { split, variants } : { split });
  }

  return (
    <Section title={said.distribution}>
      <Choice label={said.distribution} value={plan.split} onChange={choose} options={SPLITS} />
    </Section>
  );
}
