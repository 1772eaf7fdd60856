import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

const PATIENCE_MS = 5_000;

/**
 * Put the focus on the heading of a page that was gone to, so that a screen reader says where one is, and the next Tab
 * goes on there. Where the focus is on something that stayed in the page (a tab, a dialog), it stays.
 */
export function useFocusedHeading(): void {
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return undefined;
    last.current = pathname;
    const focused = document.activeElement;
    if (focused?.closest("main, [role=dialog]")) return undefined;
    if (focusHeading()) return undefined;
    // The page may still be on its way.
    const watch = new MutationObserver(() => {
      if (focusHeading()) watch.disconnect();
    });
    watch.observe(document.body, { childList: true, subtree: true });
    const patience = setTimeout(() => watch.disconnect(), PATIENCE_MS);
    return () => {
      clearTimeout(patience);
      watch.disconnect();
    };
  }, [pathname]);
}

function focusHeading(): boolean {
  const heading = document.querySelector<HTMLElement>("main h1");
  if (!heading) return false;
  heading.tabIndex = -1;
  heading.style.outline = "none";
  heading.focus({ preventScroll: true });
  return true;
}
