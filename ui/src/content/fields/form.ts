import { createContext, use } from "react";

import type { Field, Fields } from "../schema";
import type { Place } from "../stack";

/** What the fields of a form share. Places in it are named by path. */
export interface EntryForm {
  place: Place;
  locale: string;
  /** Null where the entry itself is edited. */
  variant: {
    base: Fields;
    isChanged: (path: string) => boolean;
    reset: (path: string) => void;
    isArranged: (path: string, field: Field) => boolean;
    restore: (path: string, field: Field) => void;
  } | null;
  set: (path: string, value: unknown) => void;
  arrange: (path: string, elements: readonly unknown[]) => void;
  /** What was refused at a field, or below it unless it is asked for exactly. */
  problemAt: (path: string, isExact?: boolean) => string | undefined;
}

export const EntryFormContext = createContext<EntryForm | null>(null);

export function useEntryForm(): EntryForm {
  const form = use(EntryFormContext);
  if (!form) throw new Error("A field belongs into an EntryFormContext");
  return form;
}

/** What the input of one kind of field gets. */
export interface InputProps {
  field: Field;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  error?: string;
}
