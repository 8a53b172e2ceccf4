// Relies on AES-256-CTR of node:crypto (OpenSSL and BoringSSL).
import { createCipheriv } from 'node:crypto';
import { wipe } from '../bytes.ts';
import { decryptInPlace } from '../packet-body.ts';
import { secretsLength } from './memory.ts';
import type { BulkJob } from './types.ts';

const authKeyLength = 256;
const counterKeyLength = 32;
const counterLength = 16;

/** Does a job on this thread; the key is wiped whatever comes of it. Returns whether the bytes are what they should be. */
export function work({ do: kind, memory, start, length, direction }: BulkJob): boolean {
  const secrets = new Uint8Array(memory, 0, secretsLength);
  const bytes = new Uint8Array(memory, start, length);
  try {
    if (kind === 'open') return decryptInPlace(secrets.subarray(0, authKeyLength), bytes, direction);
    const key = secrets.subarray(0, counterKeyLength);
    bytes.set(createCipheriv('aes-256-ctr', key, secrets.subarray(counterKeyLength, counterKeyLength + counterLength)).update(bytes));
    return true;
  } finally {
    wipe(secrets);
  }
}
