import { unzipSync } from 'node:zlib';
import type { ClientInfo } from './types.ts';
import { ID, WireError, WireReader } from './wire.ts';

/** A call without its wrappers. */
export interface UnwrappedCall {
  /** The bare method, boxed. */
  body: Buffer;
  /** Names of the wrappers, outermost first. */
  wrappers: string[];
  layer?: number;
  init?: ClientInfo;
  withoutUpdates: boolean;
  takeoutId?: bigint;
  messagesRange?: { minId: number; maxId: number };
  businessConnectionId?: string;
  /** Messages of the same session that must be done first. */
  after: bigint[];
}

const MAX_INFLATED = 16 * 1024 * 1024;
const MAX_DEPTH = 16;

/** The body of a `gzip_packed`, which clients fill with gzip or zlib data; throws WireError for damaged data and for bombs. */
export function inflate(body: Buffer): Buffer {
  const reader = new WireReader(body);
  reader.id();
  const packed = reader.string();
  reader.end();
  try {
    return unzipSync(packed, { maxOutputLength: MAX_INFLATED });
  } catch {
    throw new WireError('gzip_packed cannot be inflated');
  }
}

/**
 * Takes the wrappers off a call, in whatever order they come (core.telegram.org/api/invoking); a `gzip_packed` may stand
 * at any depth, once. Throws WireError.
 */
export function unwrap(body: Buffer): UnwrappedCall {
  const call: UnwrappedCall = { body, wrappers: [], withoutUpdates: false, after: [] };
  let packed = false;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const reader = new WireReader(call.body);
    const id = reader.id();
    if (id === ID.gzip_packed) {
      if (packed) throw new WireError('gzip_packed inside gzip_packed');
      packed = true;
      call.body = inflate(call.body);
      call.wrappers.push('gzip_packed');
      continue;
    }
    const read = WRAPPERS[id];
    if (read === undefined) return call;
    call.wrappers.push(read(reader, call));
    call.body = reader.rest();
  }
  throw new WireError('too many wrappers');
}

const WRAPPERS: Record<number, (reader: WireReader, call: UnwrappedCall) => string> = {
  0xda9b0d0d: (reader, call) => {
    call.layer = reader.int();
    return 'invokeWithLayer';
  },
  0xc1cd5ea9: (reader, call) => {
    call.init = readInit(reader);
    return 'initConnection';
  },
  0xbf9459b7: (_reader, call) => {
    call.withoutUpdates = true;
    return 'invokeWithoutUpdates';
  },
  0xcb9f372d: (reader, call) => {
    call.after.push(reader.long());
    return 'invokeAfterMsg';
  },
  0x3dc4b4f0: (reader, call) => {
    call.after.push(...reader.longs());
    return 'invokeAfterMsgs';
  },
  0xaca9fd2e: (reader, call) => {
    call.takeoutId = reader.long();
    return 'invokeWithTakeout';
  },
  0x365275f2: (reader, call) => {
    if (reader.id() !== 0x0ae30253) throw new WireError('messageRange expected');
    call.messagesRange = { minId: reader.int(), maxId: reader.int() };
    return 'invokeWithMessagesRange';
  },
  0xdd289f8e: (reader, call) => {
    call.businessConnectionId = reader.text();
    return 'invokeWithBusinessConnection';
  },
};

function readInit(reader: WireReader): ClientInfo {
  const flags = reader.int();
  const init: ClientInfo = {
    apiId: reader.int(),
    deviceModel: reader.text(),
    systemVersion: reader.text(),
    appVersion: reader.text(),
    systemLangCode: reader.text(),
    langPack: reader.text(),
    langCode: reader.text(),
  };
  if ((flags & 1) !== 0) {
    if (reader.id() !== 0x75588b3f) throw new WireError('inputClientProxy expected');
    init.proxy = { address: reader.text(), port: reader.int() };
  }
  if ((flags & 2) !== 0) init.params = readJson(reader, 0);
  return init;
}

/** A JSONValue as what it stands for. */
function readJson(reader: WireReader, depth: number): unknown {
  if (depth > 32) throw new WireError('JSON too deep');
  const count = (): number => {
    if (reader.id() !== ID.vector) throw new WireError('vector expected');
    const length = reader.int();
    if (length < 0 || length * 4 > reader.left) throw new WireError(`vector of ${length}`);
    return length;
  };
  switch (reader.id()) {
    case 0x3f6d7b68:
      return null;
    case 0xc7345e6a:
      return reader.id() === ID.boolTrue;
    case 0x2be0dfa4:
      return reader.raw(8).readDoubleLE(0);
    case 0xb71e767a:
      return reader.text();
    case 0xf7444763:
      return Array.from({ length: count() }, () => readJson(reader, depth + 1));
    case 0x99c1d49d:
      return Object.fromEntries(
        Array.from({ length: count() }, () => {
          if (reader.id() !== 0xc0de1bd9) throw new WireError('jsonObjectValue expected');
          return [reader.text(), readJson(reader, depth + 1)];
        }),
      );
    default:
      throw new WireError('JSONValue expected');
  }
}
