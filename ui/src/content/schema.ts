/** A field of a content type as the wire defines it; the members that a form asks for. */
export interface Field {
  uid: string;
  display_name?: string;
  data_type: string;
  mandatory?: boolean;
  multiple?: boolean;
  schema?: readonly Field[];
  blocks?: readonly Block[];
  reference_to?: string | readonly string[];
  enum?: { advanced?: boolean; choices?: readonly { key?: string; value: string | number }[] };
  field_metadata?: {
    description?: string;
    instruction?: string;
    placeholder?: string;
    multiline?: boolean;
    markdown?: boolean;
    allow_rich_text?: boolean;
    allow_json_rte?: boolean;
    hide_time?: boolean;
    ref_multiple?: boolean;
    default_value?: unknown;
  };
}

/** One of the modular blocks that a field offers. */
export interface Block {
  uid: string;
  title?: string;
  schema?: readonly Field[];
}

/** A content type with its global fields expanded. */
export interface ContentType {
  uid: string;
  title: string;
  description: string;
  schema: readonly Field[];
}

export type Fields = Record<string, unknown>;

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function labelOf(field: Field): string {
  return field.display_name || field.uid;
}

/** Whether a field is made of fields: a group or a global field. */
export function isGroup(field: Field): boolean {
  return field.data_type === "group" || field.data_type === "global_field";
}

/** Whether a field is a list whose elements have names of their own, and an order. */
export function isInstanceList(field: Field): boolean {
  return field.data_type === "blocks" || (isGroup(field) && field.multiple === true);
}

/** Whether a reference field takes several entries. */
export function takesMany(field: Field): boolean {
  return field.multiple === true || field.field_metadata?.ref_multiple === true;
}

/** The content types that a reference field may refer to. */
export function targetsOf(field: Field): readonly string[] {
  const targets = field.reference_to ?? [];
  return typeof targets === "string" ? [targets] : targets;
}

/** An element of a list of groups or of modular blocks: how paths name it, what it is made of, and what it says. */
export interface Instance {
  /** `<uid>`, or `<block>.<uid>`. */
  ref: string;
  block?: Block;
  fields: Fields;
  schema: readonly Field[];
}

/** Return the instances of a list in their order, without what is none. */
export function instancesOf(field: Field, value: unknown): Instance[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((element) => {
    const instance = instanceOf(field, element);
    return instance ? [instance] : [];
  });
}

function instanceOf(field: Field, element: unknown): Instance | null {
  if (!isObject(element)) return null;
  if (field.data_type !== "blocks") {
    const uid = metadataUid(element);
    return uid ? { ref: uid, fields: element, schema: field.schema ?? [] } : null;
  }
  const block = field.blocks?.find(({ uid }) => isObject(element[uid]));
  const fields = block && (element[block.uid] as Fields);
  const uid = fields && metadataUid(fields);
  return block && uid ? { ref: `${block.uid}.${uid}`, block, fields, schema: block.schema ?? [] } : null;
}

/** Return the element of a list that is this instance. */
export function elementOf(instance: Pick<Instance, "block" | "fields">): Fields {
  return instance.block ? { [instance.block.uid]: instance.fields } : instance.fields;
}

export function metadataUid(fields: Fields): string | undefined {
  const metadata = fields._metadata;
  return isObject(metadata) && typeof metadata.uid === "string" ? metadata.uid : undefined;
}

/** A name for a new instance, of the form that the server gives. */
export function newInstanceUid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `cs${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
