// Relies on X25519 keys of node:crypto (OpenSSL and BoringSSL).
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { RandomBytes } from './random.ts';

/** What stands before the 32 bytes of a private key in PKCS#8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const KEY_BYTES = 32;

/** The public key, 32 bytes, of a fresh X25519 key pair whose private half is forgotten. */
export function x25519PublicKey(random: RandomBytes): Uint8Array {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, random(KEY_BYTES)]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return Uint8Array.from(spki.subarray(spki.length - KEY_BYTES));
}
