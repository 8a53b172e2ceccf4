// Relies on MD5, SHA-1, SHA-256 and HMAC of node:crypto, which OpenSSL and BoringSSL both have.
import { createHash, createHmac, hash as oneShot } from 'node:crypto';

/** MD5 of the concatenation of `parts`, 16 bytes; for list hashes, nothing that is secret. */
export function md5(...parts: readonly Uint8Array[]): Uint8Array {
  return digest('md5', parts);
}

/** SHA-1 of the concatenation of `parts`, 20 bytes. */
export function sha1(...parts: readonly Uint8Array[]): Uint8Array {
  return digest('sha1', parts);
}

/** SHA-256 of the concatenation of `parts`, 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return digest('sha256', parts);
}

/** HMAC-SHA256 of the concatenation of `parts`, 32 bytes. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = createHmac('sha256', key);
  for (const part of parts) state.update(part);
  return state.digest();
}

function digest(algorithm: string, parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  // The one-shot call saves an object per digest; it takes no list.
  if (only !== undefined && parts.length === 1) return oneShot(algorithm, only, 'buffer');
  const state = createHash(algorithm);
  for (const part of parts) state.update(part);
  return state.digest();
}
