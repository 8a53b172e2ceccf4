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
