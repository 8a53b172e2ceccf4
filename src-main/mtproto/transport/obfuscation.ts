import { concat, CtrStream, sha256, type RandomBytes } from '../../crypto/index.ts';

/** The two ciphers of an obfuscated stream and the header that opens it. */
export interface Obfuscation {
  /** 64 bytes, sent before anything else. */
  readonly header: Uint8Array;
  readonly outgoing: CtrStream;
  readonly incoming: CtrStream;
}

export interface ObfuscationOptions {
  /** Framing tag, four bytes. */
  tag: Uint8Array;
  /** `dc` as of the key exchange: +10000 on test servers, negative for media-only endpoints. */
  dc: number;
  /** 16-byte secret of a proxy or of `dcOption.secret`. */
  secret?: Uint8Array | undefined;
  random: RandomBytes;
}

/** Transport obfuscation (core.telegram.org/mtproto/mtproto-transports, Transport obfuscation): AES-256-CTR both ways. */
export function obfuscate(options: ObfuscationOptions): Obfuscation {
  const init = drawInit(options.random);
  init.set(options.tag, 56);
  new DataView(init.buffer).setInt16(60, options.dc, true);
  const reversed = init.slice(8, 56).reverse();
  const { secret } = options;
  const keyed = (key: Uint8Array): Uint8Array => (secret === undefined ? key : sha256(concat(key, secret)));
  const outgoing = new CtrStream(keyed(init.slice(8, 40)), init.slice(40, 56));
  const incoming = new CtrStream(keyed(reversed.slice(0, 32)), reversed.slice(32, 48));
  const encrypted = outgoing.update(init);
  return { header: concat(init.subarray(0, 56), encrypted.subarray(56, 64)), outgoing, incoming };
}

/** First words by which other protocols on the same port are recognised: HEAD, POST, GET, OPTI, TLS and the plain framings. */
const reservedStarts = new Set([0x44414548, 0x54534f50, 0x20544547, 0x4954504f, 0x02010316, 0xdddddddd, 0xeeeeeeee]);

function drawInit(random: RandomBytes): Uint8Array {
  for (;;) {
    const init = random(64);
    const view = new DataView(init.buffer, init.byteOffset, 64);
    if (init[0] !== 0xef && !reservedStarts.has(view.getUint32(0, true)) && view.getUint32(4, true) !== 0) return init.slice();
  }
}
