import { encode, gzipPacked, LAYER } from '#tl';
import { concat } from '../../crypto/index.ts';
import type { CallOptions, InitParams } from '../types.ts';

const empty = new Uint8Array(0);

/** Bytes in front of a query: `invokeAfterMsg` (core.telegram.org/api/invoking). */
export function invokeAfter(msgId: bigint): Uint8Array {
  return encode({ _: 'invokeAfterMsg', msgId, query: empty });
}

/** Bytes in front of a query: `invokeWithoutUpdates`. */
export function withoutUpdates(): Uint8Array {
  return encode({ _: 'invokeWithoutUpdates', query: empty });
}

/**
 * A query inside the wrappers that belong to the call itself, outermost first: `invokeWithBusinessConnection`,
 * `invokeWithTakeout`, `invokeWithMessagesRange` (core.telegram.org/api/takeout).
 */
export function wrapCall(body: Uint8Array, options: Pick<CallOptions, 'businessConnectionId' | 'takeoutId' | 'messagesRange'>): Uint8Array {
  const { businessConnectionId, takeoutId, messagesRange } = options;
  const wrappers: Uint8Array[] = [];
  if (businessConnectionId !== undefined) {
    wrappers.push(encode({ _: 'invokeWithBusinessConnection', connectionId: businessConnectionId, query: empty }));
  }
  if (takeoutId !== undefined) wrappers.push(encode({ _: 'invokeWithTakeout', takeoutId, query: empty }));
  if (messagesRange !== undefined) {
    wrappers.push(encode({ _: 'invokeWithMessagesRange', range: { _: 'messageRange', ...messagesRange }, query: empty }));
  }
  return wrappers.length === 0 ? body : concat(...wrappers, body);
}

/** Bytes in front of the first queries under a key: the layer, who we are, and the MTProto proxy that is used. */
export function initConnection(params: InitParams, proxy?: { address: string; port: number }): Uint8Array {
  const tzOffset = Math.round(params.tzOffsetSeconds / 900) * 900;
  const inner = encode({
    _: 'initConnection',
    apiId: params.apiId,
    deviceModel: params.deviceModel,
    systemVersion: params.systemVersion,
    appVersion: params.appVersion,
    systemLangCode: params.systemLangCode,
    langPack: params.langPack,
    langCode: params.langPack === '' ? '' : params.langCode,
    ...(proxy === undefined ? {} : { proxy: { _: 'inputClientProxy', ...proxy } }),
    params: { _: 'jsonObject', value: [{ _: 'jsonObjectValue', key: 'tz_offset', value: { _: 'jsonNumber', value: tzOffset } }] },
    query: empty,
  });
  return encode({ _: 'invokeWithLayer', layer: LAYER, query: inner });
}

/** Bytes in front of the first queries to a CDN DC, which is told of nothing but the layer and the app (core.telegram.org/cdn). */
export function initCdnConnection({ apiId, appVersion, systemLangCode }: InitParams): Uint8Array {
  const inner = encode({
    _: 'initConnection',
    apiId,
    deviceModel: 'n/a',
    systemVersion: 'n/a',
    appVersion,
    systemLangCode,
    langPack: '',
    langCode: '',
    query: empty,
  });
  return encode({ _: 'invokeWithLayer', layer: LAYER, query: inner });
}

/** Queries below this size are not packed. */
const smallestPacked = 128;
/** Of queries from this size on, a sample decides whether packing is tried. */
const sampled = 16 * 1024;
const worthwhile = 0.9;

/** The query as it travels: inside `gzip_packed` when that makes it a tenth smaller. */
export function packQuery(body: Uint8Array): Uint8Array {
  if (body.length < smallestPacked) return body;
  if (body.length >= sampled) {
    const middle = (body.length >> 1) & ~3;
    const sample = body.subarray(middle, middle + 1024);
    if (gzipPacked(sample).length >= sample.length * worthwhile) return body;
  }
  const packed = gzipPacked(body);
  return packed.length < body.length * worthwhile ? packed : body;
}
