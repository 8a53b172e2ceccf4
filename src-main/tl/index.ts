export type * as tl from './generated/types.ts';
export {
  decode,
  decodeMethod,
  decodeRequest,
  decodeResult,
  decodeSecret,
  encode,
  encodeLarge,
  encodeResult,
  gzipPacked,
  inflateGzipPacked,
  writeObject,
} from './codec.ts';
export { TlError, UnknownConstructorError } from './errors.ts';
export { LAYER } from './generated/schema.ts';
export { tlIds } from './ids.ts';
export type { TlLimits } from './limits.ts';
export { defaultLimits } from './limits.ts';
export { constructorName, methodNames } from './names.ts';
export { TlReader } from './reader.ts';
export type { SchemaEntry } from './schema.ts';
export { schemaEntries } from './schema.ts';
export { TlWriter } from './writer.ts';
