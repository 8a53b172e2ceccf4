import { randomBytes } from 'node:crypto';
import { DH_PRIME, toBytes } from './dh.ts';

/** What a malicious or broken server gets wrong in the key exchange; each name is one defect that a client must refuse. */
export const HANDSHAKE_FAULTS = {
  resPQ: ['nonce', 'fingerprint', 'pq-prime'],
  server_DH_params_ok: [
    'nonce',
    'server-nonce',
    'answer-hash',
    'answer-length',
    'inner-nonce',
    'inner-server-nonce',
    'composite-prime',
    'short-prime',
    'wrong-residue',
    'g-out-of-range',
    'g-a-one',
    'g-a-p-minus-one',
    'g-a-too-small',
    'g-a-too-large',
    'padding',
  ],
  dh_gen: ['nonce', 'server-nonce', 'new-nonce-hash', 'dh-gen-retry', 'dh-gen-fail'],
} as const;

export type HandshakeStep = keyof typeof HANDSHAKE_FAULTS;

interface InnerNumbers {
  nonce: Buffer;
  serverNonce: Buffer;
  g: number;
  prime: bigint;
  gA: Buffer;
}

/** Flips a bit in one of the outer nonces of an answer, which follow the constructor id. */
export function corruptAnswer(answer: Buffer, fault: string | undefined): Buffer {
  const at = fault === 'nonce' ? 4 : fault === 'server-nonce' ? 20 : undefined;
  if (at === undefined) return answer;
  const copy = Buffer.from(answer);
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
      return { ...numbers, prime: DH_PRIME - 6n };
    case 'short-prime':
      return { ...numbers, prime: DH_PRIME >> 1n };
    case 'wrong-residue':
      return { ...numbers, g: 2 };
    case 'g-out-of-range':
      return { ...numbers, g: 9 };
    case 'g-a-one':
      return { ...numbers, gA: toBytes(1n, 256) };
    case 'g-a-p-minus-one':
      return { ...numbers, gA: toBytes(DH_PRIME - 1n, 256) };
    case 'g-a-too-small':
      return { ...numbers, gA: toBytes(1n << 1983n, 256) };
    case 'g-a-too-large':
      return { ...numbers, gA: toBytes(DH_PRIME - (1n << 1983n), 256) };
    default:
      return numbers;
  }
}
