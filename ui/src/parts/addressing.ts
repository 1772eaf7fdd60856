import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** A value that lives in the address (`?name=`), so that a link or the back button brings it back; "" is none. */
export function useAddressed(name: string): [string, (value: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setParameters(
        (present) => {
          const next = new URLSearchParams(present);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [name, setParameters],
  );
  return [parameters.get(name) ?? "", set];
}

/** The same for several values (`?name=a&name=b`). */
export function useAddressedList(name: string): [string[], (values: string[]) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (values: string[]) =>
      setParameters(
        (present) => {
          const next = new URLSearchParams(present);
          next.delete(name);
          for (const value of values) next.append(name, value);
          return next;
        },
        { replace: true },
      ),
    [name, setParameters],
  );
  return [parameters.getAll(name), set];
}
