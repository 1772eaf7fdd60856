// What a variant says otherwise than its entry: as a form edits it, and as the wire has it.
import { valueAt, withValueAt } from "./paths";
import { elementOf, type Field, type Fields, instancesOf, isGroup, isInstanceList, isObject } from "./schema";
import { sent } from "./values";

/** A variant in a form: everything that a visitor would get, and which places of it are the variant's own. */
export interface Draft {
  values: Fields;
  /** Paths of the fields that are. The order of a list shows in the list itself. */
  changed: ReadonlySet<string>;
}

/** The `_variant` member of an entry variant. */
export interface Described {
  _change_set?: readonly string[];
  _order?: readonly Record<string, readonly string[]>[];
}

/** What a save sends. */
export interface Delta extends Fields {
  _variant: { _change_set: string[]; _order: Record<string, string[]>[] };
}

type Schema = readonly Field[];

/** Return the draft of a variant that says nothing yet. */
export function untouched(base: Fields): Draft {
  return { values: base, changed: new Set() };
}

/** Return the draft of what was saved: the merged entry, and what the variant states of its own in it. */
export function draftOf(schema: Schema, merged: Fields, delta: Fields): Draft {
  const described = (delta._variant ?? {}) as Described;
  const stated = new Set(described._change_set ?? []);
  const changed = new Set(changedPaths(schema, merged, delta, { stated, prefix: "", isWhole: false }));
  return { values: merged, changed };
}

interface Place {
  stated: ReadonlySet<string>;
  prefix: string;
  isWhole: boolean;
}

function changedPaths(schema: Schema, values: unknown, delta: unknown, place: Place): string[] {
  return schema.flatMap((field) => {
    const path = place.prefix + field.uid;
    const value = isObject(values) ? values[field.uid] : undefined;
    const said = isObject(delta) ? delta[field.uid] : undefined;
    const isWhole = place.isWhole || place.stated.has(path);
    if (isInstanceList(field)) {
      const own = new Map(instancesOf(field, said).map((instance) => [instance.ref, instance]));
      return instancesOf(field, value).flatMap((instance) => {
        const here = `${path}.${instance.ref}`;
        const isNamed = place.stated.has(here) || (isWhole && own.has(instance.ref));
        const next = { ...place, prefix: `${here}.`, isWhole: isNamed };
        return changedPaths(instance.schema, instance.fields, own.get(instance.ref)?.fields, next);
      });
    }
    if (isGroup(field)) return changedPaths(field.schema ?? [], value, said, { ...place, prefix: `${path}.`, isWhole });
    return isWhole ? [path] : [];
  });
}

/** Return the draft after a field was edited. */
export function edited(draft: Draft, path: string, value: unknown): Draft {
  return { ...draft, values: withValueAt(draft.values, path, value), changed: new Set([...draft.changed, path]) };
}

/** Return the draft after a field was given back to the entry. */
export function reset(draft: Draft, path: string, base: Fields): Draft {
  const changed = new Set(draft.changed);
  changed.delete(path);
  return { ...draft, values: withValueAt(draft.values, path, valueAt(base, path)), changed };
}

/** Return the draft after instances of a list were moved, added or taken away. */
export function arranged(draft: Draft, path: string, elements: readonly unknown[]): Draft {
  return { ...draft, values: withValueAt(draft.values, path, elements) };
}

/** Return the draft with a list as the entry has it: its own order, nothing missing; what the variant added, at the end. */
export function rearranged(draft: Draft, path: string, field: Field, base: Fields): Draft {
  const original = instancesOf(field, valueAt(base, path));
  const present = new Map(instancesOf(field, valueAt(draft.values, path)).map((one) => [one.ref, one]));
  const names = new Set(original.map(({ ref }) => ref));
  const restored = original.map((instance) => present.get(instance.ref) ?? instance);
  const added = [...present.values()].filter(({ ref }) => !names.has(ref));
  const missing = original.filter(({ ref }) => !present.has(ref)).map(({ ref }) => `${path}.${ref}.`);
  return {
    values: withValueAt(draft.values, path, [...restored, ...added].map(elementOf)),
    changed: new Set([...draft.changed].filter((one) => !missing.some((prefix) => one.startsWith(prefix)))),
  };
}

/** Whether the variant orders a list otherwise than the entry does, beyond adding at its end. */
export function isArranged(draft: Draft, path: string, field: Field, base: Fields): boolean {
  const refs = (values: Fields) => instancesOf(field, valueAt(values, path)).map(({ ref }) => ref);
  return !followsEntry(refs(draft.values), refs(base));
}

/** Return what is to be saved of a draft: only what is the variant's own. */
export function deltaOf(draft: Draft, schema: Schema, base: Fields): Delta {
  const delta = new Collected(draft);
  const fields = delta.ofFields(schema, draft.values, base, "");
  return { ...fields, _variant: { _change_set: delta.paths, _order: delta.orders } };
}

/** Return what has to be sent to save what an entry had under a variant again. */
export function deltaOfDocument(schema: Schema, document: Fields): Delta {
  const { _change_set = [], _order = [] } = (document._variant ?? {}) as Described;
  const fields = schema.flatMap((field) => (field.uid in document ? [[field.uid, sent(field, document[field.uid])]] : []));
  const order = _order.map((lists) => Object.fromEntries(Object.entries(lists).map(([path, refs]) => [path, [...refs]])));
  return { ...Object.fromEntries(fields), _variant: { _change_set: [..._change_set], _order: order } };
}

class Collected {
  readonly paths: string[] = [];
  readonly orders: Record<string, string[]>[] = [];

  constructor(private readonly draft: Draft) {}

  ofFields(schema: Schema, values: Fields, base: Fields, prefix: string): Fields {
    const fields: Fields = {};
    for (const field of schema) {
      const path = prefix + field.uid;
      const value = values[field.uid];
      if (isInstanceList(field)) {
        const own = this.ofList(field, value, base[field.uid], path);
        if (own.length > 0) fields[field.uid] = own;
      } else if (isGroup(field)) {
        const own = this.ofFields(field.schema ?? [], asFields(value), asFields(base[field.uid]), `${path}.`);
        if (Object.keys(own).length > 0) fields[field.uid] = own;
      } else if (this.draft.changed.has(path)) {
        fields[field.uid] = sent(field, value);
        this.paths.push(path);
      }
    }
    return fields;
  }

  private ofList(field: Field, value: unknown, original: unknown, path: string): Fields[] {
    const known = new Map(instancesOf(field, original).map((instance) => [instance.ref, instance.fields]));
    const instances = instancesOf(field, value);
    this.order(path, instances.map(({ ref }) => ref), [...known.keys()]);
    return instances.flatMap((instance) => {
      const here = `${path}.${instance.ref}`;
      const base = known.get(instance.ref);
      const _metadata = instance.fields._metadata;
      if (base) {
        const own = this.ofFields(instance.schema, instance.fields, base, `${here}.`);
        return Object.keys(own).length > 0 ? [elementOf({ ...instance, fields: { ...own, _metadata } })] : [];
      }
      // Only the variant has it, so all of it is the variant's, with whatever is in it.
      this.paths.push(here);
      const fields = Object.fromEntries(instance.schema.map((one) => [one.uid, sent(one, instance.fields[one.uid])]));
      return [elementOf({ ...instance, fields: { ...fields, _metadata } })];
    });
  }

  private order(path: string, refs: readonly string[], original: readonly string[]): void {
    // A stated order keeps out what the entry gets later: state one only where it says something.
    if (followsEntry(refs, original)) return;
    this.orders.push({ [path]: refs.map((ref) => `${original.includes(ref) ? "base" : "variant"}.${ref}`) });
  }
}

/** Whether instances are the entry's own, in its order, and then what was added. */
function followsEntry(refs: readonly string[], original: readonly string[]): boolean {
  const expected = [...original, ...refs.filter((ref) => !original.includes(ref))];
  return refs.join(" ") === expected.join(" ");
}

function asFields(value: unknown): Fields {
  return isObject(value) ? value : {};
}
