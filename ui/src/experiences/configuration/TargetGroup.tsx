import { text } from "../../text";
import { AudiencePicker } from "./AudiencePicker";
import { Choice } from "./Choice";
import type { Fields } from "./fields";
import { Section } from "./VariantHead";

const said = text.experiences.target;
const OPTIONS = [
  { value: "everyone", label: said.everyone, hint: said.everyoneHint },
  { value: "selective", label: said.selective, hint: said.selectiveHint },
];

/** Who takes part in a test. */
export function TargetGroup({ projectUid, plan, onChange, problems }: Fields) {
  return (
    <Section title={said.title}>
      <Choice
        label={said.title}
        value={plan.isSelective ? "selective" : "everyone"}
        onChange={(value) => onChange({ isSelective: value === "selective" })}
        options={OPTIONS}
      />
      {plan.isSelective && (
        <AudiencePicker
          projectUid={projectUid}
          value={plan.target}
          onChange={(target) => onChange({ target })}
          error={problems.target}
        />
      )}
    </Section>
  );
}
