import { useLayoutEffect, useMemo, useRef, useState } from "react";

import type { Experience, Tagged, Version } from "../experience";
import { isSame, type Plan, planOf } from "./plan";

interface Held {
  basis: Tagged<Version>;
  plan: Plan;
}

/** The form of a version: follows what others save while nothing is typed in it, and keeps what is typed. */
export function useVersionForm(experience: Experience, read: Tagged<Version>) {
  const type = experience.__type;
  const [{ basis, plan }, setHeld] = useState<Held>(() => ({ basis: read, plan: planOf(read.thing, type) }));
  const isLocked = basis.thing.status !== "DRAFT";
  const saved = useMemo(() => planOf(basis.thing, type), [basis.thing, type]);
  const isDirty = !isLocked && !isSame(plan, saved, type);

  const take = (next: Tagged<Version>) => setHeld(({ plan: before }) => ({ basis: next, plan: planOf(next.thing, type, before) }));
  // What one saved oneself is newer than what was read before: only another reading takes its place. Before the page is
  // in sight: later it would undo what is typed meanwhile.
  const seen = useRef(read);
  useLayoutEffect(() => {
    if (isDirty || read === seen.current) return;
    seen.current = read;
    take(read);
  }, [read, isDirty]);

  return {
    basis,
    plan,
    isLocked,
    isDirty,
    change: (part: Partial<Plan>) => setHeld((held) => ({ ...held, plan: { ...held.plan, ...part } })),
    undo: () => take(basis),
    take,
  };
}
