import { randomBytes } from 'node:crypto';
import { DH_PRIME, toBytes } from './dh.ts';

/** What a malicious or broken server gets wrong in the key exchange; each name is one defect that a client must refuse. */
export const HANDSHAKE_FAULTS = {
  resPQ: ['nonce', 'fingerprint', 'no-fingerprint', 'pq-prime', 'pq-too-long', 'constructor'],
  server_DH_params_ok: [
    'nonce',
    'server-nonce',
    'constructor',
    'answer-hash',
    'answer-length',
    'answer-empty',
    'padding',
    'inner-constructor',
    'inner-nonce',
    'inner-server-nonce',
    'composite-prime',
    'unsafe-prime',
    'short-prime',
    'long-prime',
    'even-prime',
    'residue-2',
    'residue-5',
    'residue-6',
    'g-zero',
    'g-one',
    'g-out-of-range',
    'g-a-zero',
    'g-a-one',
    'g-a-p-minus-one',
    'g-a-p',
    'g-a-too-small',
    'g-a-too-large',
    'g-a-too-long',
  ],
  dh_gen: ['nonce', 'server-nonce', 'constructor', 'new-nonce-hash', 'hash-of-retry', 'retry-hash', 'fail-hash', 'dh-gen-retry', 'dh-gen-fail'],
  /** The unencrypted message around the answer of any step. */
  envelope: ['even-msg-id', 'key-id', 'length', 'negative-length'],
} as const;

export type HandshakeStep = keyof typeof HANDSHAKE_FAULTS;

interface InnerNumbers {
  nonce: Buffer;
  serverNonce: Buffer;
  g: number;
  prime: Buffer;
  gA: Buffer;
}

/** A prime of 2048 bits with the residue that g = 3 wants, of which (p - 1) / 2 is composite. */
const UNSAFE_PRIME_HEX =
  'ea68682086a93076e8eda8d06831b7a31718b8bf276a793f6bd6c334913da239835a75ae828cfdb3b66ada1c358353d4aeee7535a4f0d5a5a760ce1307c1b405' +
  'aa7b3dab7d90e40efca9e16fcf774327b3b96d19f470a85598227ea7dab5b5899a3d36b81be64e70eb70b8099f087595e307fe5a931e1e25e9d24bee3a4a7ef7' +
  'f449c1966455b7db3ed92013c77eb94abf6377dd1d89875392b3d1061c70e9c0bddc3b6ff321409731dffed0ca2d1644319b0f4e990c24c4b635b8b3340d22ec' +
  'f52ea66c2cabe52794af33ec8066189dc4b7322d3c35c670937c42b79285aee5211b9952a866821084a70c51e65467c8476802115a0ee1e95ca35f2a72d1497b';

/** Flips a bit in one of the outer nonces of an answer, which follow the constructor id, or in that id. */
export function corruptAnswer(answer: Buffer, fault: string | undefined): Buffer {
  const at = fault === 'constructor' ? 0 : fault === 'nonce' ? 4 : fault === 'server-nonce' ? 20 : undefined;
  return at === undefined ? answer : flipped(answer, at);
}

/** Puts a defect into the unencrypted message that carries an answer. */
export function corruptEnvelope(packet: Buffer, fault: string | undefined): Buffer {
  if (fault === 'key-id') return flipped(packet, 0);
  if (fault === 'even-msg-id') return flipped(packet, 8);
  if (fault === 'length' || fault === 'negative-length') {
    const copy = Buffer.from(packet);
    copy.writeInt32LE(fault === 'length' ? packet.length + 4 : -4, 16);
    return copy;
  }
  return packet;
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

/** Puts a defect into the numbers of `server_DH_inner_data`. */
export function corruptInner(numbers: InnerNumbers, fault: string | undefined): InnerNumbers {
  switch (fault) {
    case 'inner-nonce':
      return { ...numbers, nonce: randomBytes(16) };
    case 'inner-server-nonce':
      return { ...numbers, serverNonce: randomBytes(16) };
    case 'composite-prime':
      // 2048 bits, odd and the residue that g = 3 wants (p mod 3 = 2): only a primality test can tell.
      return { ...numbers, prime: toBytes(DH_PRIME - 6n, 256) };
    case 'unsafe-prime':
      return { ...numbers, prime: Buffer.from(UNSAFE_PRIME_HEX, 'hex') };
    case 'short-prime':
      return { ...numbers, prime: toBytes(DH_PRIME >> 1n, 256) };
    case 'long-prime':
      return { ...numbers, prime: toBytes((DH_PRIME << 1n) + 1n, 257) };
    case 'even-prime':
      // An even number of 2048 bits that g = 3 would fit.
      return { ...numbers, prime: toBytes(DH_PRIME - 3n, 256) };
    case 'residue-2':
    case 'residue-5':
    case 'residue-6':
      return { ...numbers, g: Number(fault.slice(-1)) };
    case 'g-zero':
      return { ...numbers, g: 0 };
    case 'g-one':
      return { ...numbers, g: 1 };
    case 'g-out-of-range':
      return { ...numbers, g: 9 };
    case 'g-a-zero':
      return { ...numbers, gA: toBytes(0n, 256) };
    case 'g-a-p':
      return { ...numbers, gA: toBytes(DH_PRIME, 256) };
    case 'g-a-too-long':
      return { ...numbers, gA: toBytes(DH_PRIME + (1n << 2048n), 257) };
    case 'g-a-one':
      return { ...numbers, gA: toBytes(1n, 256) };
    case 'g-a-p-minus-one':
      return { ...numbers, gA: toBytes(DH_PRIME - 1n, 256) };
    case 'g-a-too-small':
      return { ...numbers, gA: toBytes((1n << 1984n) - 1n, 256) };
    case 'g-a-too-large':
      return { ...numbers, gA: toBytes(DH_PRIME - (1n << 1984n) + 1n, 256) };
    default:
      return numbers;
  }
}
