import { useCallback } from "react";
import { useLocation, useSearchParams } from "react-router";

/** A value that lives in the address (`?name=`), so that a link or the back button brings it back; "" is none. */
export function useAddressed(name: string): [string, (value: string) => void] {
  const [parameters, change] = useParameters();
  const set = useCallback(
    (value: string) =>
      change((next) => {
        if (value) next.set(name, value);
        else next.delete(name);
      }),
    [name, change],
  );
  return [parameters.get(name) ?? "", set];
}

/** The same for several values (`?name=a&name=b`). */
export function useAddressedList(name: string): [string[], (values: string[]) => void] {
  const [parameters, change] = useParameters();
  const set = useCallback(
    (values: string[]) =>
      change((next) => {
        next.delete(name);
        for (const value of values) next.append(name, value);
      }),
    [name, change],
  );
  return [parameters.getAll(name), set];
}

function useParameters(): [URLSearchParams, (change: (next: URLSearchParams) => void) => void] {
  const [parameters, setParameters] = useSearchParams();
  const { pathname } = useLocation();
  const change = useCallback(
    (make: (next: URLSearchParams) => void) => {
      // A page stays in sight until the next one is there. What it still does then must not lead back to it.
      if (window.location.pathname !== pathname) return;
      setParameters(
        (present) => {
          const next = new URLSearchParams(present);
          make(next);
          return next;
        },
        { replace: true },
      );
    },
    [pathname, setParameters],
  );
  return [parameters, change];
}
