import { TlError } from './errors.ts';
import { explainRead, explainWrite } from './explain.ts';
import { deflatePacked, inflatePacked } from './gzip.ts';
import { tlIds } from './ids.ts';
import type { TlLimits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import {
  methodReaders,
  methodWriters,
  objectReaders,
  objectWriters,
  resultReaders,
  resultWriters,
  secretReaders,
  writeBoxed,
} from './generated/codec.js';
import type * as tl from './generated/types.ts';
import { TlReader } from './reader.ts';
import { TlWriter } from './writer.ts';

/** Room for what a call has beside its bytes. */
const largeOverhead = 512;

type Table<T> = ReadonlyMap<number, (reader: TlReader) => T>;

/**
 * Encodes an object or a method call with its constructor id. Throws `TlError` for a value that the schema does not allow.
 * @param writer for those who encode often: emptied before it is used again, since its buffer costs more than most values
 */
export function encode(value: tl.TlObject | tl.TlSecretObject | tl.TlMethod, writer: TlWriter = new TlWriter()): Uint8Array {
  writer.reset();
  try {
    writeObject(writer, value);
  } catch (error) {
    throw located(error, () => explainWrite(new TlWriter(), value));
  }
  return writer.result();
}

/**
 * Encodes a method call that holds about so many bytes, without a copy at the end. Throws `TlError`.
 * @param take memory for it; an array of its own when absent
 */
export function encodeLarge(value: tl.TlMethod, bytes: number, take?: (length: number) => Uint8Array): Uint8Array {
  const writer = new TlWriter(take === undefined ? bytes + largeOverhead : take(bytes + largeOverhead));
  try {
    writeObject(writer, value);
  } catch (error) {
    throw located(error, () => explainWrite(new TlWriter(), value));
  }
  return writer.whole();
}

/** Writes an object or a method call, boxed, into a writer. */
export function writeObject(writer: TlWriter, value: tl.TlObject | tl.TlSecretObject | tl.TlMethod): void {
  const table = methodWriters.has(value?._) ? methodWriters : objectWriters;
  writeBoxed(writer, value, table, 'object of this layer');
}

/**
 * Decodes one boxed object of the API or the MTProto layer; a `gzip_packed` gives what is inside. Throws `TlError`, for a
 * constructor of another layer `UnknownConstructorError`.
 */
export function decode(bytes: Uint8Array, limits?: Partial<TlLimits>): tl.TlObject {
  return decodeFrom<tl.TlObject>(objectReaders, 'object', open(bytes, limits));
}

/** Decodes a boxed object of the secret-chat schema, whose ids partly are those of other API constructors. */
export function decodeSecret(bytes: Uint8Array, limits?: Partial<TlLimits>): tl.TlSecretObject {
  return decodeFrom<tl.TlSecretObject>(secretReaders, 'secret', open(bytes, limits));
}

/** Decodes a method call, the calls inside wrappers included, packed or not. What a server does with a request. */
export function decodeMethod(bytes: Uint8Array, limits?: Partial<TlLimits>): tl.TlMethod {
  return decodeFrom<tl.TlMethod>(methodReaders, 'method', open(bytes, limits));
}

/** Decodes whatever a client may send: a method call, or a service message such as `mt_msgs_ack`. */
export function decodeRequest(bytes: Uint8Array, limits?: Partial<TlLimits>): tl.TlMethod | tl.TlObject {
  const reader = open(bytes, limits);
  if (methodReaders.has(reader.peek())) return decodeFrom<tl.TlMethod>(methodReaders, 'method', reader);
  return decodeFrom<tl.TlObject>(objectReaders, 'object', reader);
}

/**
 * Decodes the answer of a method by its declared type (`Vector<int>`, `Bool` and other types without a constructor of their own
 * included), packed or not. The answer of a wrapper is that of the query inside: give the inner method's name.
 */
export function decodeResult<M extends tl.MethodName>(method: M, bytes: Uint8Array, limits?: Partial<TlLimits>): tl.ResultOf<M> {
  const read = resultReaders.get(method);
  if (read === undefined) throw new TlError(`${method} has no answer of its own`);
  const reader = open(bytes, limits);
  try {
    const value = read(reader);
    reader.finish();
    return value as tl.ResultOf<M>;
  } catch (error) {
    throw located(error, () => explainRead(new TlReader(reader.data, reader.limits), { result: method }));
  }
}

/** Encodes the answer of a method, as `decodeResult` reads it. What a server does. */
export function encodeResult<M extends tl.MethodName>(method: M, value: tl.ResultOf<M>): Uint8Array {
  const write = resultWriters.get(method);
  if (write === undefined) throw new TlError(`${method} has no answer of its own`);
  const writer = new TlWriter();
  try {
    write(writer, value);
  } catch (error) {
    throw located(error, () => explainWrite(new TlWriter(), value, method));
  }
  return writer.result();
}

/**
 * Inflates the bytes of a boxed `gzip_packed`; other bytes are returned as they are. Throws `TlError` for damaged data, for more
 * than `maxBytes` of output and for a second `gzip_packed` inside.
 */
export function inflateGzipPacked(bytes: Uint8Array, maxBytes: number = defaultLimits.maxInflated): Uint8Array {
  if (bytes.length < 4 || (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) !== tlIds.gzipPacked) return bytes;
  const reader = new TlReader(bytes);
  reader.int();
  const packed = reader.bytes();
  reader.finish();
  return inflatePacked(packed, maxBytes);
}

/** The bytes of a boxed `gzip_packed` around an encoded object. */
export function gzipPacked(bytes: Uint8Array): Uint8Array {
  const packed = deflatePacked(bytes);
  const writer = new TlWriter(packed.length + 12);
  writer.int(tlIds.gzipPacked);
  writer.bytes(packed);
  return writer.result();
}

function open(bytes: Uint8Array, limits: Partial<TlLimits> | undefined): TlReader {
  const full = limits === undefined ? defaultLimits : { ...defaultLimits, ...limits };
  const inflated = inflateGzipPacked(bytes, full.maxInflated);
  const reader = new TlReader(inflated, full);
  reader.inflated = inflated !== bytes;
  return reader;
}

function decodeFrom<T>(table: Table<T>, group: 'object' | 'secret' | 'method', reader: TlReader): T {
  try {
    const value = reader.boxed(table, group === 'secret' ? 'secret-chat object' : group);
    reader.finish();
    return value;
  } catch (error) {
    throw located(error, () => explainRead(new TlReader(reader.data, reader.limits), group));
  }
}

/** Adds the path of the field to a TL error; the search for it must not fail in its place. */
function located(error: unknown, find: () => string): unknown {
  if (!(error instanceof TlError) || error.path !== '') return error;
  const path = find();
  return path === '' ? error : error.at(path);
}
