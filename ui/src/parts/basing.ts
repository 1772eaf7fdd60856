import type { UseFormReturnType } from "@mantine/form";
import { useCallback, useLayoutEffect, useState } from "react";

interface Tagged {
  etag: string;
}

/**
 * What a form started from. It follows what is saved elsewhere as long as nothing is typed; once something is, it stays,
 * so that saving carries the old ETag and the conflict is noticed. The second value takes the latest whatever is typed.
 */
export function useBase<Latest extends Tagged, Values extends Record<string, unknown>>(
  latest: Latest,
  form: UseFormReturnType<Values>,
  valuesOf: (latest: Latest) => Values,
): [Latest, (given: Latest) => void] {
  const [base, setBase] = useState(latest);
  const take = useCallback(
    (given: Latest) => {
      setBase(given);
      form.setInitialValues(valuesOf(given));
      form.setValues(valuesOf(given));
      form.clearErrors();
    },
    [form, valuesOf],
  );
  // Before the page is in sight: later it would undo what is typed meanwhile.
  useLayoutEffect(() => {
    if (latest.etag !== base.etag && !form.isDirty()) take(latest);
  }, [latest, base, form, take]);
  return [base, take];
}
