// An entry as a list of its fields, to be laid beside its variants.
import { valueAt } from "../paths";
import { type Field, type Fields, instancesOf, isGroup, isInstanceList, isObject, labelOf } from "../schema";

export interface Row {
  path: string;
  /** The names on the way to the field, from the outside. */
  trail: readonly string[];
  field: Field;
}

/** Return every field that one of the documents has, in the order of the schema and of the first document. */
export function rowsOf(schema: readonly Field[], documents: readonly Fields[]): Row[] {
  return below(schema, documents, "", []);
}

function below(schema: readonly Field[], documents: readonly unknown[], prefix: string, trail: readonly string[]): Row[] {
  return schema.flatMap((field) => {
    const path = prefix + field.uid;
    const here = [...trail, labelOf(field)];
    const values = documents.map((document) => (isObject(document) ? document[field.uid] : undefined));
    if (isInstanceList(field)) return ofInstances(field, values, path, here);
    if (isGroup(field)) return below(field.schema ?? [], values, `${path}.`, here);
    return [{ path, trail: here, field }];
  });
}

function ofInstances(field: Field, values: readonly unknown[], path: string, trail: readonly string[]): Row[] {
  const all = values.map((value) => new Map(instancesOf(field, value).map((instance) => [instance.ref, instance])));
  const refs = [...new Set(all.flatMap((instances) => [...instances.keys()]))];
  return refs.flatMap((ref, index) => {
    const found = all.map((instances) => instances.get(ref));
    const first = found.find(Boolean);
    const name = `${first?.block?.title ?? labelOf(field)} ${index + 1}`;
    const names = first?.block ? [...trail, name] : [...trail.slice(0, -1), name];
    return below(first?.schema ?? [], found.map((instance) => instance?.fields), `${path}.${ref}.`, names);
  });
}

/** Whether two documents say the same at a path; nothing and empty are the same. */
export function isSame(one: Fields, other: Fields, path: string): boolean {
  const [a, b] = [valueAt(one, path), valueAt(other, path)];
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** Whether a document has the instances that a path leads through. */
export function isShown(document: Fields, path: string): boolean {
  const at = path.lastIndexOf(".");
  return at < 0 || !path.slice(0, at).includes(".") || valueAt(document, path.slice(0, at)) !== undefined;
}
