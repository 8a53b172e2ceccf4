import { concat, equalConstantTime, hmacSha256 } from '../../../crypto/index.ts';
import { ProxyError } from '../errors.ts';
import { RANDOM_BYTES, RANDOM_OFFSET } from './client-hello.ts';
import { HEADER, MAX_RECORD, recordLength } from './records.ts';

const HANDSHAKE = 0x16;
const CHANGE_CIPHER_SPEC = 0x14;
const APPLICATION_DATA = 0x17;
/** Certificates and all: no site answers with more. */
const MAX_REPLY = 128 * 1024;

/**
 * Finds the end of the proxy's answer: handshake records, a change-cipher-spec record, one record of application data.
 * @returns its length once all of it has arrived, undefined before
 * @throws ProxyError when it is something else
 */
export function serverHelloLength(bytes: Uint8Array): number | undefined {
  let expected: readonly number[] = [HANDSHAKE];
  for (let offset = 0; offset < bytes.length; ) {
    const [type = -1, major = 3, minor = 3] = bytes.subarray(offset, offset + 3);
    if (!expected.includes(type) || major !== 3 || minor !== 3) throw new ProxyError('notAProxy');
    if (bytes.length < offset + HEADER) return undefined;
    const length = recordLength(bytes, offset);
    const wrong = type === CHANGE_CIPHER_SPEC ? length !== 1 : length > MAX_RECORD;
    // The first record holds at least the random field.
    if (wrong || (offset === 0 && length < RANDOM_OFFSET + RANDOM_BYTES - HEADER)) throw new ProxyError('notAProxy');
    const end = offset + HEADER + length;
    if (end > MAX_REPLY) throw new ProxyError('notAProxy');
    if (end > bytes.length) return undefined;
    if (type === APPLICATION_DATA) return end;
    if (type === CHANGE_CIPHER_SPEC && bytes[end - 1] !== 1) throw new ProxyError('notAProxy');
    expected = type === HANDSHAKE ? [HANDSHAKE, CHANGE_CIPHER_SPEC] : [APPLICATION_DATA];
    offset = end;
  }
  return undefined;
}

/** Whether the whole answer proves that the proxy knows the secret. `clientRandom`: the 32 bytes as they were sent. */
export function isGenuine(reply: Uint8Array, clientRandom: Uint8Array, secret: Uint8Array): boolean {
  const end = RANDOM_OFFSET + RANDOM_BYTES;
  const blank = concat(reply.subarray(0, RANDOM_OFFSET), new Uint8Array(RANDOM_BYTES), reply.subarray(end));
  return equalConstantTime(hmacSha256(secret, clientRandom, blank), reply.subarray(RANDOM_OFFSET, end));
}
