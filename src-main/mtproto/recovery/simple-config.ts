import { createDecipheriv } from 'node:crypto';
import { TlError, TlReader } from '#tl';
import { bigIntToBytes, bytesToBigInt, concat, equalConstantTime, modPow, sha256, type RsaPublicKey } from '../../crypto/index.ts';
import type { DcAddress } from '../types.ts';

/** Where Telegram can be reached by whom, as the publisher of the key said at `date`; it holds until `expires`. Unix seconds. */
export interface SimpleConfig {
  date: number;
  expires: number;
  rules: { phonePrefixRules: string; addresses: DcAddress[] }[];
}

/** Bytes of the RSA block, of the key at its beginning, of what the digest covers, and of the digest behind that. */
const sizes = { block: 256, key: 32, content: 208, digest: 16 } as const;
/** Base64 digits of the block. */
const digits = 344;
const ids = { config: 0x5a592a6c, rule: 0x4679b65f, address: 0xd433ad73, addressWithSecret: 0x37982646 } as const;
/** A rule or an address takes twelve bytes at least, so there cannot be more of them. */
const mostItems = sizes.content / 12;

/**
 * Reads `help.configSimple` as it is given away outside of MTProto: 344 base64 digits with anything between them, of what was encrypted
 * with the private half of a key. Inside are the key of AES-256-CBC, whose second half is the iv too, and what it hides: the length,
 * the object, and the beginning of SHA-256 of both with their padding.
 * Returns undefined for anything that was not made by the holder of that key.
 */
export function readSimpleConfig(text: string, publicKey: RsaPublicKey): SimpleConfig | undefined {
  const base64 = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const sealed = new Uint8Array(Buffer.from(base64, 'base64'));
  if (base64.length !== digits || sealed.length !== sizes.block) return undefined;
  const number = bytesToBigInt(sealed);
  if (number >= publicKey.modulus) return undefined;
  const opened = bigIntToBytes(modPow(number, publicKey.exponent, publicKey.modulus), sizes.block);
  const decipher = createDecipheriv('aes-256-cbc', opened.subarray(0, sizes.key), opened.subarray(16, sizes.key)).setAutoPadding(false);
  const plain = concat(decipher.update(opened.subarray(sizes.key)), decipher.final());
  const content = plain.subarray(0, sizes.content);
  if (!equalConstantTime(sha256(content).subarray(0, sizes.digest), plain.subarray(sizes.content))) return undefined;
  try {
    return readContent(content);
  } catch (error) {
    if (error instanceof TlError) return undefined;
    throw error;
  }
}

/** Whether a rule is for this phone number: the last of its prefixes ("+7,-77", an empty one for everybody) that fits decides. */
export function isForPhone(phone: string, rules: string): boolean {
  const number = phone.replace(/\D/g, '');
  let meant = false;
  for (const rule of rules.split(',')) {
    if (rule === '') meant = true;
    else if (/^[+-]/.test(rule) && number.startsWith(rule.slice(1))) meant = rule.startsWith('+');
  }
  return meant;
}

/** These constructors are not in the schema of any layer. @throws TlError */
function readContent(content: Uint8Array): SimpleConfig {
  // The length is counted from its own beginning.
  const length = new TlReader(content).int();
  if (length < 8 || length > content.length || length % 4 !== 0) throw new TlError('Wrong length');
  const reader = new TlReader(content, undefined, 4, length);
  expectId(reader, ids.config);
  const [date, expires] = [reader.int(), reader.int()];
  const rules = items(reader, () => {
    expectId(reader, ids.rule);
    const phonePrefixRules = reader.string();
    const id = reader.int();
    return { phonePrefixRules, addresses: items(reader, () => readAddress(reader, id)).filter((address) => address !== undefined) };
  });
  if (reader.remaining > 0) throw new TlError('Bytes behind the end');
  return { date, expires, rules };
}

function readAddress(reader: TlReader, id: number): DcAddress | undefined {
  const kind = reader.uint();
  if (kind !== ids.address && kind !== ids.addressWithSecret) throw new TlError('No address');
  const ip = reader.uint();
  const port = reader.int();
  const secret = kind === ids.addressWithSecret ? reader.bytes() : undefined;
  // A secret of another kind asks for a transport that only proxies have.
  if (id < 1 || id > 1000 || port < 1 || port > 65_535 || (secret !== undefined && secret.length !== 16)) return undefined;
  const host = [ip >>> 24, (ip >>> 16) & 255, (ip >>> 8) & 255, ip & 255].join('.');
  return { id, host, port, thisPortOnly: true, ...(secret === undefined ? {} : { secret }) };
}

/** A bare vector. */
function items<T>(reader: TlReader, read: () => T): T[] {
  const count = reader.int();
  if (count < 0 || count > mostItems) throw new TlError('Too many');
  return Array.from({ length: count }, read);
}

function expectId(reader: TlReader, id: number): void {
  if (reader.uint() !== id) throw new TlError('Another constructor');
}
