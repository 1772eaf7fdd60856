// What attributes and events have in common: a site sends them by a key, and something in the project goes by them.
import type { text } from "../text";

export interface Keyed {
  uid: string;
  /** An attribute has one beside its key. */
  name?: string;
  key: string;
  description: string;
  updatedAt: string;
  updatedByUserName: string;
}

export interface Draft {
  /** "" where there are no names. */
  name: string;
  key: string;
  description: string;
}

/** A thing with the ETag that a save of it carries. */
export interface Tagged {
  thing: Keyed;
  etag: string;
}

type Said = (typeof text)["attributes"] | (typeof text)["events"];
type Words = Pick<
  Said,
  "create" | "edit" | "unused" | "usedBy" | "key" | "description" | "keyChange" | "created" | "saved" | "deleted" | "editOne" | "deleteOne" | "remove" | "gone"
> & {
  columns: { name?: string; key: string; description: string; usedBy: string; updated: string };
  name?: { label: string; hint: string; required: string };
};

/** One kind of them: what is said of it, and where it is kept. */
export interface Kind {
  words: Words;
  /** Read anew for each form, and never under its feet. */
  read: (projectUid: string, uid: string) => Promise<Tagged>;
  create: (projectUid: string, draft: Draft) => Promise<unknown>;
  save: (projectUid: string, uid: string, draft: Draft, etag: string) => Promise<unknown>;
  remove: (projectUid: string, uid: string) => Promise<unknown>;
}

/** What people call it. */
export function called({ name, key }: Pick<Keyed, "name" | "key">): string {
  return name || key;
}

/** What a program would call it: “Average order value” → averageOrderValue. */
export function suggestedKey(name: string): string {
  const words = name.normalize("NFD").replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .map((word, index) => {
      const lower = word.toLowerCase();
      return index === 0 ? lower : lower.charAt(0).toUpperCase() + lower.slice(1);
    })
    .join("");
}
