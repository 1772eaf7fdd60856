// Values of fields between the wire and a form.
import { type Field, type Fields, isGroup, isInstanceList, isObject } from "./schema";

/** Return a value as a save sends it: files by uid, nothing where a form holds nothing. */
export function sent(field: Field, value: unknown): unknown {
  if (value === undefined) return null;
  if (isInstanceList(field) || isGroup(field)) return sentBelow(field, value);
  if (field.data_type === "file") return Array.isArray(value) ? value.map(uidOf) : uidOf(value);
  return value;
}

function sentBelow(field: Field, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => sentBelow(field, element));
  if (!isObject(value)) return value;
  const schema = new Map((field.schema ?? []).map((one) => [one.uid, one]));
  const blocks = new Map((field.blocks ?? []).map((one) => [one.uid, one]));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const known = schema.get(name);
      const block = blocks.get(name);
      if (block) return [name, sentBelow({ uid: name, data_type: "group", schema: block.schema }, inner)];
      return [name, known ? sent(known, inner) : inner];
    }),
  );
}

/** Return the uid that a file or reference is, or names. */
export function uidOf(value: unknown): string | null {
  if (isObject(value)) return typeof value.uid === "string" ? value.uid : null;
  return typeof value === "string" && value ? value : null;
}

/** Return the content of a document: the fields of its schema, without the system's members. */
export function contentOf(schema: readonly Field[], document: Fields): Fields {
  return Object.fromEntries(schema.flatMap((field) => (field.uid in document ? [[field.uid, document[field.uid]]] : [])));
}

/** Return the fields of an entry that a save has to send: those that are not as they were read. */
export function differing(schema: readonly Field[], values: Fields, read: Fields): Fields {
  return Object.fromEntries(
    schema
      .filter((field) => JSON.stringify(values[field.uid]) !== JSON.stringify(read[field.uid]))
      .map((field) => [field.uid, sent(field, values[field.uid])]),
  );
}

/** Return what a new instance starts with. */
export function defaults(schema: readonly Field[]): Fields {
  return Object.fromEntries(
    schema.flatMap((field) => {
      const value = field.field_metadata?.default_value;
      return value === undefined || value === "" || isGroup(field) ? [] : [[field.uid, value]];
    }),
  );
}

/** Return a text that says a value in one line; "" for nothing. */
export function summary(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "✓" : "✗";
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(summary).filter(Boolean).join(", ");
  const document = value as Fields;
  const words = plainText(document);
  if (words !== null) return words.replaceAll(/\s+/g, " ").trim();
  const known = document.title ?? document.filename ?? document.term_uid ?? document.uid ?? document.href;
  return typeof known === "string" ? known : JSON.stringify(value);
}

/** Return a moment as an input of the browser holds it, in the browser's zone; "" for none. */
export function localMoment(value: unknown, isDay: boolean): string {
  if (typeof value !== "string" || value === "") return "";
  if (isDay || value.length === 10) return isDay ? value.slice(0, 10) : `${value}T00:00`;
  const moment = new Date(value);
  if (Number.isNaN(moment.getTime())) return "";
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Return what the wire has for what an input of the browser holds. */
export function wireMoment(held: string, isDay: boolean): string | null {
  if (!held) return null;
  return isDay ? held : new Date(held).toISOString();
}

/** Return the paragraphs of a rich text that is nothing but plain paragraphs, apart by blank lines; null for any other. */
export function plainText(value: unknown): string | null {
  if (!isObject(value) || value.type !== "doc" || !Array.isArray(value.children)) return null;
  const paragraphs = value.children.map(paragraph);
  return paragraphs.includes(null) ? null : paragraphs.join("\n\n");
}

function paragraph(node: unknown): string | null {
  if (!isObject(node) || node.type !== "p" || !Array.isArray(node.children)) return null;
  const texts = node.children.map((leaf: unknown) => {
    const isPlain = isObject(leaf) && typeof leaf.text === "string" && Object.keys(leaf).length === 1;
    return isPlain ? (leaf.text as string) : null;
  });
  return texts.includes(null) ? null : texts.join("");
}

/** Return the rich text that has these paragraphs. */
export function richText(words: string): Fields {
  const children = words.split(/\n{2,}/).map((text) => ({ type: "p", attrs: {}, uid: nodeUid(), children: [{ text }] }));
  return { type: "doc", attrs: {}, uid: nodeUid(), children };
}

function nodeUid(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
