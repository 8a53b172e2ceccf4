import { isDeepStrictEqual } from 'node:util';
import { TlBinaryReader, TlBinaryWriter } from '@mtcute/tl-runtime';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { decode } from '#tl';
import { __tlReaderMap } from '../../../node_modules/@mtcute/core/tl/binary/reader.js';
import { __tlWriterMap } from '../../../node_modules/@mtcute/core/tl/binary/writer.js';
import type { TlValue } from './random-value.ts';
import { ValueMaker, encodeAny, fieldName, hex } from './random-value.ts';

const maker = new ValueMaker(1);
const writers = __tlWriterMap as unknown as Record<string, unknown>;
const shared = maker.entries.filter((entry) => writers[entry.name] !== undefined && entry.name !== 'mt_message');
const flags = new Map(
  maker.entries.map((entry) => [
    entry.name,
    new Set(entry.params.filter((param) => param.type.endsWith('?true')).map((param) => fieldName(param.name))),
  ]),
);

/** Our object as the independent implementation has it: its 64-bit numbers are Longs. */
function toTheirs(value: unknown): unknown {
  if (typeof value === 'bigint') return Long.fromBigInt(value);
  if (Array.isArray(value)) return value.map(toTheirs);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toTheirs(item)]));
}

/** Its object as ours: absent fields are there as undefined, flags that are not set as false. */
function toOurs(value: unknown): unknown {
  if (Long.isLong(value)) return value.toBigInt();
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(toOurs);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as TlValue;
  const isFlag = (key: string): boolean => flags.get(object._)?.has(key) === true;
  const unset = (key: string, item: unknown): boolean => item === undefined || (item === false && isFlag(key));
  const kept = Object.entries(object).filter(([key, item]) => !unset(key, item));
  return Object.fromEntries(kept.map(([key, item]) => [key, toOurs(item)]));
}

describe('an independent implementation of the same layer', () => {
  it('knows nearly all that we know', () => {
    const own = maker.entries.filter((entry) => !entry.name.startsWith('secret_') && !entry.name.startsWith('mt_'));
    expect(own.filter((entry) => writers[entry.name] === undefined)).toEqual([]);
    expect(shared.length).toBeGreaterThan(2400);
  });

  it('writes the same bytes for every constructor and method', () => {
    // It has no writer for the bare vector that only servers send.
    for (const entry of shared.filter((each) => each.name !== 'mt_future_salts')) {
      for (const seed of [11, 12]) {
        const value = maker.make(entry, seed, seed === 11 ? 'all' : 'random');
        const theirs = TlBinaryWriter.serializeObject(__tlWriterMap as never, toTheirs(value) as { _: string });
        const own = encodeAny(value);
        if (Buffer.compare(theirs, own) !== 0) expect(hex(theirs), entry.name).toBe(hex(own));
      }
    }
  });

  it('reads our bytes as we do', () => {
    for (const entry of shared.filter((each) => each.kind === 'constructor')) {
      for (const seed of [21, 22]) {
        const bytes = encodeAny(maker.make(entry, seed, seed === 21 ? 'all' : 'random'));
        if (entry.name === 'mt_rpc_result' || entry.name === 'mt_gzip_packed') continue;
        const theirs = TlBinaryReader.deserializeObject<object>(__tlReaderMap as never, bytes);
        const own = decode(bytes);
        if (!isDeepStrictEqual(toOurs(theirs), own)) expect(toOurs(theirs), entry.name).toStrictEqual(own);
      }
    }
  });
});
