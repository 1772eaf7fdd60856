import { useDebouncedCallback } from "@mantine/hooks";
import { useCallback, useState } from "react";

import { useAddressed } from "../../parts/addressing";
import { fromAddress, toAddress, type VisitorForm } from "./visitor";

const PAUSE_MS = 300;

/** A visitor who lives in the address (`?visitor=`), so that a link brings them along; the address follows the typing. */
export function useAddressedVisitor(): [VisitorForm, (visitor: VisitorForm) => void] {
  const [address, setAddress] = useAddressed("visitor");
  const [visitor, setVisitor] = useState(() => fromAddress(address));
  const follow = useDebouncedCallback((next: VisitorForm) => setAddress(toAddress(next)), PAUSE_MS);
  const change = useCallback(
    (next: VisitorForm) => {
      setVisitor(next);
      follow(next);
    },
    [follow],
  );
  return [visitor, change];
}
