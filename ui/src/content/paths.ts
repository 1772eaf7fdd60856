// Places in an entry as change sets name them: `headline`, `seo.title`, `cards.cs1.text`, `sections.hero.cs2.heading`.
import { type Fields, isObject, metadataUid } from "./schema";

/** Return what a path names in an entry; undefined where there is nothing. */
export function valueAt(values: unknown, path: string): unknown {
  let value = values;
  let parts = path.split(".");
  while (parts.length > 0) {
    const step = stepInto(value, parts);
    if (!step) return undefined;
    value = step.value;
    parts = parts.slice(step.length);
  }
  return value;
}

/** Return the entry with another value at a path; the entry itself where the path leads nowhere. */
export function withValueAt(values: Fields, path: string, value: unknown): Fields {
  return replaced(values, path.split("."), value) as Fields;
}

function replaced(held: unknown, parts: readonly string[], value: unknown): unknown {
  if (parts.length === 0) return value;
  if (Array.isArray(held)) {
    const step = stepInto(held, parts);
    if (!step) return held;
    const rest = parts.slice(step.length);
    return held.map((element: unknown) => {
      if (element !== step.element) return element;
      const changed = replaced(step.value, rest, value);
      return step.length === 1 ? changed : { [parts[0] as string]: changed };
    });
  }
  const [name = "", ...rest] = parts;
  const fields = isObject(held) ? held : {};
  return { ...fields, [name]: replaced(fields[name], rest, value) };
}

interface Step {
  value: unknown;
  element?: unknown;
  length: 1 | 2;
}

function stepInto(value: unknown, [first = "", second = ""]: readonly string[]): Step | null {
  if (!Array.isArray(value)) return isObject(value) && first in value ? { value: value[first], length: 1 } : null;
  for (const element of value as unknown[]) {
    if (!isObject(element)) continue;
    if (metadataUid(element) === first) return { value: element, element, length: 1 };
    const block = element[first];
    if (isObject(block) && metadataUid(block) === second) return { value: block, element, length: 2 };
  }
  return null;
}

/** Return the path of the field that a JSON pointer into a document that was sent means. */
export function pathOfPointer(pointer: string, sent: unknown): string {
  const path: string[] = [];
  let value = sent;
  for (const token of pointer.split("/").filter(Boolean)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) {
      value = value[Number(name)] as unknown;
      const uid = isObject(value) ? metadataUid(value) : undefined;
      if (uid) path.push(uid);
      else if (!isBlock(value)) break;
      continue;
    }
    value = isObject(value) ? value[name] : undefined;
    path.push(name);
    const uid = isObject(value) ? metadataUid(value) : undefined;
    if (uid) path.push(uid);
  }
  return path.join(".");
}

function isBlock(value: unknown): boolean {
  return isObject(value) && Object.values(value).some((inner) => isObject(inner) && metadataUid(inner) !== undefined);
}
