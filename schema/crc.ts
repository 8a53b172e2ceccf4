import { crc32 } from 'node:zlib';
import type { TlEntry, TlParam } from './parse.ts';
import { typeText } from './parse.ts';

/**
 * The constructor id that TL derives from the text of a declaration: CRC32 of its canonical form, in which `flags.N?true` fields
 * are left out, `bytes` reads `string` (not inside a vector), the pseudo-type `int53` reads `long` and brackets are spaces.
 * (core.telegram.org/mtproto/TL, "Combinator name")
 */
export function canonicalId(entry: TlEntry): number {
  const params = entry.params.filter((param) => param.type.kind !== 'true').map(canonicalParam);
  const generic = entry.generic === undefined ? [] : [`${entry.generic}:Type`];
  const text = [entry.name, ...generic, ...params, '=', typeText(entry.type)].join(' ');
  return crc32(normalise(text));
}

function canonicalParam(param: TlParam): string {
  const flag = param.flag === undefined ? '' : `${param.flag.field}.${param.flag.bit}?`;
  return `${param.name}:${flag}${typeText(param.type)}`;
}

function normalise(text: string): string {
  return text
    .replace(/([:?<])int53\b/g, '$1long')
    .replace(/([:?])bytes\b/g, '$1string')
    .replace(/[<>]/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
}
