import { Button, Group, Modal, Text } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type BlockerFunction, useBlocker } from "react-router";

import { text } from "../text";

interface Unsaved {
  parameter?: string;
}

interface Leaving {
  /** Ask, and go on only where what is unsaved may be lost. */
  ask: (goOn: () => void) => void;
  /** Ask before the page is left until what is returned is called. */
  hold: (unsaved: Unsaved) => () => void;
}

const Context = createContext<Leaving | null>(null);
// Above the drawer or the dialog that is to be left.
const ABOVE_DRAWERS = 300;

/**
 * Asks before anything unsaved below it is left: a page, by a link, the back button, or closing the tab, or a drawer. It
 * asks once, however much of it there is.
 */
export function LeavingProvider({ children }: { children: ReactNode }) {
  const held = useRef(new Set<Unsaved>());
  // Takes the question back: what was asked about may be saved meanwhile.
  const withdraw = useRef<(() => void) | null>(null);
  const [goOn, setGoOn] = useState<(() => void) | null>(null);
  const blocker = useBlocker(
    useCallback<BlockerFunction>(
      ({ currentLocation, nextLocation }) =>
        [...held.current].some(
          ({ parameter }) =>
            currentLocation.pathname !== nextLocation.pathname ||
            (parameter !== undefined && valueIn(currentLocation.search, parameter) !== valueIn(nextLocation.search, parameter)),
        ),
      [],
    ),
  );
  const isAsking = goOn !== null || blocker.state === "blocked";
  const ask = useCallback((next: () => void) => setGoOn(() => next), []);
  const hold = useCallback((unsaved: Unsaved) => {
    held.current.add(unsaved);
    // However often it is added, it is there once.
    window.addEventListener("beforeunload", warn);
    return () => {
      held.current.delete(unsaved);
      withdraw.current?.();
      if (held.current.size === 0) window.removeEventListener("beforeunload", warn);
    };
  }, []);
  useLayoutEffect(() => {
    withdraw.current = isAsking ? stay : null;
  });
  const leaving = useMemo(() => ({ ask, hold }), [ask, hold]);

  function stay() {
    setGoOn(null);
    blocker.reset?.();
  }

  function leave() {
    withdraw.current = null;
    setGoOn(null);
    goOn?.();
    blocker.proceed?.();
  }

  return (
    <Context value={leaving}>
      {children}
      <Modal
        opened={isAsking}
        onClose={stay}
        // Mantine's hears the whole window, before this does: also the Escape that a drawer asks about.
        closeOnEscape={false}
        onKeyDown={(event) => event.key === "Escape" && stay()}
        title={<Text fw={600}>{text.app.unsaved.title}</Text>}
        zIndex={ABOVE_DRAWERS}
      >
        <Text size="sm">{text.app.unsaved.body}</Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={stay} data-autofocus>
            {text.app.unsaved.stay}
          </Button>
          <Button color="red" onClick={leave}>
            {text.app.unsaved.leave}
          </Button>
        </Group>
      </Modal>
    </Context>
  );
}

/** What may be left only after asking. */
export function useLeaving(): Leaving {
  const found = useContext(Context);
  if (!found) throw new Error("what can be unsaved belongs below LeavingProvider");
  return found;
}

interface Props {
  when: boolean;
  /** A parameter of the address that tells pages apart (`?version=`): another value leaves the page, too. */
  parameter?: string;
}

/** Ask before a page is left on which something is not saved. */
export function UnsavedGuard({ when, parameter }: Props) {
  const { hold } = useLeaving();
  // Before anybody sees the page: as soon as it looks saved it can be left.
  useLayoutEffect(() => (when ? hold({ parameter }) : undefined), [when, parameter, hold]);
  return null;
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function valueIn(search: string, parameter: string): string | null {
  return new URLSearchParams(search).get(parameter);
}
