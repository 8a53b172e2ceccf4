/**
 * The checks that a client owes (core.telegram.org/mtproto/security_guidelines), numbered as in this project's specification. Each group of
 * tests in this folder names the row it belongs to, so that the folder can be read beside that page. Row 16 is about secret chats and calls,
 * which do not exist yet.
 */
const rows = {
  1: 'dh_prime is a safe prime of 2048 bits, the verdict is kept',
  2: 'g fits the prime',
  3: 'g, g_a and g_b are in range',
  4: 'nonces and new_nonce_hash, at every step',
  5: 'the SHA1 of the DH answer, and its padding',
  6: 'only RSA keys of this environment',
  7: 'auth_key_id and msg_key, before anything else',
  8: 'length and padding',
  9: 'session_id',
  10: 'server ids are odd',
  11: 'no message twice',
  12: 'no old message',
  13: 'our own ids',
  14: 'sequence numbers only tell what to acknowledge',
  15: 'plain messages only while a key is made',
  17: 'hashes of CDN parts',
  18: 'keys are wiped and stay out of logs',
  19: 'patience and silence after a failed check',
} as const;

/** The title of the tests of one row. */
export function row(number: keyof typeof rows): string {
  return `row ${number}: ${rows[number]}`;
}

/** Contents that break the format instead of a numbered rule. */
export const damagedContents = 'contents that no server sends';
