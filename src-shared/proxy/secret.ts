/** A secret of an MTProto proxy, taken apart (core.telegram.org/mtproto/mtproto-transports#transport-obfuscation). */
export interface ProxySecret {
  /** `plain`: intermediate framing; `padded` ("dd"): padded intermediate; `tls` ("ee"): the same inside what looks like TLS. */
  kind: 'plain' | 'padded' | 'tls';
  /** 16 bytes. */
  key: Uint8Array;
  /** The site that a `tls` proxy pretends to be: printable ASCII. */
  domain?: string;
}

/** `invalid`: no secret at all. `unsupported`: of a kind that a newer app may know. */
export type ProxySecretProblem = 'invalid' | 'unsupported';

const KEY_BYTES = 16;
const DOMAIN_BYTES = 182;

/** Reads a secret in hexadecimal, base64 or base64url text, padded or not; spaces around it do not matter. */
export function parseProxySecret(text: string): ProxySecret | ProxySecretProblem {
  const bytes = decodeSecret(text.trim());
  if (bytes === undefined || bytes.length < KEY_BYTES) return 'invalid';
  if (bytes.length === KEY_BYTES) return { kind: 'plain', key: bytes };
  const key = bytes.slice(1, KEY_BYTES + 1);
  if (bytes.length === KEY_BYTES + 1) return bytes[0] === 0xdd ? { kind: 'padded', key } : 'unsupported';
  const domain = String.fromCharCode(...bytes.subarray(KEY_BYTES + 1));
  if (bytes[0] !== 0xee || domain.length > DOMAIN_BYTES || !/^[\x21-\x7e]+$/.test(domain)) return 'unsupported';
  return { kind: 'tls', key, domain };
}

/** The same secret always in the same form: hexadecimal, lower case. Text that is no secret comes back as it is. */
export function normalizeProxySecret(text: string): string {
  const bytes = decodeSecret(text.trim());
  return bytes === undefined ? text.trim() : [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function decodeSecret(text: string): Uint8Array | undefined {
  // 22 characters are 16 bytes of base64, even when all of them happen to be hexadecimal digits.
  if (text.length !== 22 && text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text)) {
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }
  const digits = text.replace(/-/g, '+').replace(/_/g, '/').replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));
}
