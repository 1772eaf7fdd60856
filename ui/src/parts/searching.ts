import { useEffect, useRef, useState } from "react";

import { useAddressed } from "./addressing";

const PAUSE_MS = 100;

/**
 * What is sought, and how to seek something else. It is there as soon as it is typed; the address (`?q=`) follows when
 * the typing rests, and leads when somebody comes by a link or the back button.
 */
export function useSearch(): [string, (words: string) => void] {
  const [found, setFound] = useAddressed("q");
  const [typed, setTyped] = useState(found);
  const isTyping = useRef(false);
  useEffect(() => {
    if (found === typed) isTyping.current = false;
    // What is typed is not in the address yet while somebody types.
    else if (!isTyping.current) setTyped(found);
  }, [found]);
  useEffect(() => {
    if (!isTyping.current) return undefined;
    const timer = setTimeout(() => setFound(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, setFound]);
  const seek = (words: string) => {
    isTyping.current = words !== found;
    setTyped(words);
  };
  return [typed, seek];
}
