import { schemaJson } from './generated/schema.ts';

/** One declaration of the schemas: fields in wire order, types as in the schema text (`flags.3?Vector<int53>`). */
export interface SchemaEntry {
  readonly name: string;
  readonly id: number;
  readonly kind: 'constructor' | 'method';
  readonly type: string;
  readonly params: readonly { readonly name: string; readonly type: string }[];
}

/** All declarations, parsed anew at each call: for tests, tools and error messages, not for the hot path. */
export function schemaEntries(): SchemaEntry[] {
  const rows = JSON.parse(schemaJson) as [string, number, number, string, string[]][];
  return rows.map(([name, id, method, type, params]) => ({
    name,
    id,
    kind: method === 1 ? 'method' : 'constructor',
    type,
    params: params.map((text) => {
      const colon = text.indexOf(':');
      return { name: text.slice(0, colon), type: text.slice(colon + 1) };
    }),
  }));
}

export interface SchemaField {
  readonly key: string;
  readonly type: string;
  readonly flag?: { readonly word: string; readonly bit: number };
}

export interface SchemaShape {
  readonly entry: SchemaEntry;
  readonly fields: readonly SchemaField[];
}

export interface SchemaIndex {
  readonly byName: ReadonlyMap<string, SchemaShape>;
  /** API and MTProto declarations by id as a signed number. */
  readonly byId: ReadonlyMap<number, SchemaShape>;
  readonly secretById: ReadonlyMap<number, SchemaShape>;
}

let index: SchemaIndex | undefined;

/** The declarations with their fields taken apart. A constant that is worked out when it is first needed. */
export function schemaIndex(): SchemaIndex {
  if (index === undefined) {
    const shapes = schemaEntries().map((entry) => ({ entry, fields: entry.params.map(parseField) }));
    const isSecret = (shape: SchemaShape): boolean => shape.entry.name.startsWith('secret_');
    const byId = (list: SchemaShape[]): Map<number, SchemaShape> => new Map(list.map((shape) => [shape.entry.id | 0, shape]));
    index = {
      byName: new Map(shapes.map((shape) => [shape.entry.name, shape])),
      byId: byId(shapes.filter((shape) => !isSecret(shape))),
      secretById: byId(shapes.filter(isSecret)),
    };
  }
  return index;
}

function parseField(param: { name: string; type: string }): SchemaField {
  const key = param.name.replace(/_([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const match = /^(\w+)\.(\d+)\?(.+)$/.exec(param.type);
  if (match === null) return { key, type: param.type };
  return { key, type: match[3], flag: { word: match[1], bit: Number(match[2]) } };
}
