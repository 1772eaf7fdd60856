import type { Plan } from "./plan";
import type { Problems } from "./problems";

/** What every part of the form of a version gets. */
export interface Fields {
  projectUid: string;
  plan: Plan;
  onChange: (part: Partial<Plan>) => void;
  problems: Problems;
}
