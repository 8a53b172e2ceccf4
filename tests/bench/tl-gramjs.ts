import bigInt from 'big-integer';
import { schemaEntries } from '#tl';
import { channelHistory } from './tl-history.ts';

interface GramObject {
  getBytes(): Buffer;
}

type GramClass = new (args: Record<string, unknown>) => GramObject;

export interface GramHistory {
  layer: number;
  size: number;
  decode(): unknown;
  encode(): unknown;
}

/** The same history as GramJS objects of GramJS's older layer: what that layer lacks is left out by its own encoder. */
export async function gramHistory(): Promise<GramHistory> {
  const { Api } = await import('telegram');
  const { LAYER } = (await import('telegram/tl/AllTLObjects.js')) as unknown as { LAYER: number };
  const { BinaryReader } = await import('telegram/extensions/index.js');
  const long = new Map(
    schemaEntries().map((entry) => [
      entry.name,
      new Set(entry.params.filter((param) => param.type.includes('int53')).map((param) => camel(param.name))),
    ]),
  );

  const convert = (value: unknown): unknown => {
    if (typeof value === 'bigint') return bigInt(value.toString());
    if (value instanceof Uint8Array) return Buffer.from(value);
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    const { _: name, ...fields } = value as { _: string };
    const args: Record<string, unknown> = {};
    for (const [field, item] of Object.entries(fields)) {
      args[field] = typeof item === 'number' && long.get(name)?.has(field) === true ? bigInt(item) : convert(item);
    }
    const [space, local] = name.includes('.') ? name.split('.') : [undefined, name];
    const root = Api as unknown as Record<string, unknown>;
    const scope = space === undefined ? root : (root[space] as Record<string, unknown>);
    const Class = scope[local[0].toUpperCase() + local.slice(1)] as GramClass;
    return new Class(args);
  };

  const bytes = (convert(channelHistory()) as GramObject).getBytes();
  const read = (): GramObject => new BinaryReader(bytes).tgReadObject() as GramObject;
  const decoded = read();
  return { layer: LAYER, size: bytes.length, decode: read, encode: () => decoded.getBytes() };
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
