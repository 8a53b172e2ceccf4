import { methodWriters, namesById } from './generated/codec.js';
import type { MethodName } from './generated/types.ts';

/** The name of an API or MTProto constructor or method by its id, signed or unsigned; undefined when this layer has none. */
export function constructorName(id: number): string | undefined {
  return namesById.get(id | 0);
}

/** The names of all methods, in schema order. */
export function methodNames(): MethodName[] {
  return [...methodWriters.keys()] as MethodName[];
}
