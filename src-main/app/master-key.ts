import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent, writeDurably } from './durable-file.ts';

/** The system's keychain: resolves with null when there is no such entry, rejects when it is locked, absent or refuses. */
export interface SecretStore {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
}

/**
 * Why there is no key.
 * - `gone`: the profile has data, its key is nowhere
 * - `locked`: the keychain did not give it (locked, refused, not running)
 * - `wrong`: a key was found that is not this profile's
 * - `damaged`: the key's description cannot be read
 */
export type MasterKeyProblem = 'gone' | 'locked' | 'wrong' | 'damaged';

const SENTENCES: Record<MasterKeyProblem, string> = {
  gone: "The key of this profile is missing from the system's keychain. Restore the keychain entry, or start with another profile folder.",
  locked: "The system's keychain did not give the key of this profile. Unlock the keychain and try again.",
  wrong: "The key in the system's keychain does not belong to this profile. Restore the right entry, or start with another profile folder.",
  damaged: "The description of this profile's key is damaged. Restore key.json from a backup, or start with another profile folder.",
};

export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  readonly problem: MasterKeyProblem;

  constructor(problem: MasterKeyProblem, options?: ErrorOptions) {
    super(SENTENCES[problem], options);
    this.problem = problem;
  }
}

export interface MasterKey {
  /** 32 bytes. */
  key: Uint8Array;
  /** Sentences that the person should see. */
  warnings: string[];
}

interface Descriptor {
  version: 1;
  where: 'keychain' | 'file';
  profileId: string;
  /** HMAC-SHA256 of a constant under the key, hex: tells a wrong key from a damaged database. */
  check: string;
}

const SERVICE = 'Petrel';
const FILE_WARNING =
  "No keychain was found on this system, so the key that protects your messages is kept in a file of the profile folder. Anyone who can read your files can read it.";

/**
 * The key of a profile, from the keychain or the key file that its descriptor names. A profile without descriptor and data
 * gets a new key; one with either never does: losing the key must not look like a fresh start.
 *
 * `secretStore` is undefined when the keychain's library does not load. Throws `MasterKeyError`.
 */
export async function openMasterKey(profileDir: string, secretStore: SecretStore | undefined): Promise<MasterKey> {
  const text = readIfPresent(join(profileDir, 'key.json'))?.toString('utf8');
  if (text !== undefined) return openDescribed(profileDir, parseDescriptor(text), secretStore);
  if (existsSync(join(profileDir, 'accounts')) || existsSync(join(profileDir, 'state.bin'))) throw new MasterKeyError('gone');
  return create(profileDir, secretStore);
}

async function openDescribed(dir: string, descriptor: Descriptor, store: SecretStore | undefined): Promise<MasterKey> {
  const encoded = descriptor.where === 'file' ? readKeyFile(dir) : await fromKeychain(descriptor.profileId, store);
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== 32 || !sameHex(checkValue(key), descriptor.check)) throw new MasterKeyError('wrong');
  return { key: new Uint8Array(key), warnings: descriptor.where === 'file' ? [FILE_WARNING] : [] };
}

async function create(dir: string, store: SecretStore | undefined): Promise<MasterKey> {
  const key = randomBytes(32);
  const profileId = randomBytes(8).toString('hex');
  const where = (await toKeychain(profileId, key, store)) ? 'keychain' : 'file';
  if (where === 'file') {
    writeDurably(keyFile(dir), key.toString('base64'));
    if (process.platform !== 'win32') chmodSync(keyFile(dir), 0o600);
  }
  const descriptor: Descriptor = { version: 1, where, profileId, check: checkValue(key) };
  writeDurably(join(dir, 'key.json'), `${JSON.stringify(descriptor)}\n`);
  // Read back before the first database is made with it.
  return openDescribed(dir, descriptor, store);
}

async function toKeychain(profileId: string, key: Buffer, store: SecretStore | undefined): Promise<boolean> {
  if (store === undefined) return false;
  try {
    await store.setPassword(SERVICE, profileId, key.toString('base64'));
    return (await store.getPassword(SERVICE, profileId)) === key.toString('base64');
  } catch {
    return false;
  }
}

async function fromKeychain(profileId: string, store: SecretStore | undefined): Promise<string> {
  if (store === undefined) throw new MasterKeyError('locked');
  let value: string | null;
  try {
    value = await store.getPassword(SERVICE, profileId);
  } catch (error) {
    throw new MasterKeyError('locked', { cause: error });
  }
  if (value === null) throw new MasterKeyError('gone');
  return value;
}

function readKeyFile(dir: string): string {
  const text = readIfPresent(keyFile(dir))?.toString('utf8');
  if (text === undefined) throw new MasterKeyError('gone');
  return text;
}

function parseDescriptor(text: string): Descriptor {
  try {
    const value = JSON.parse(text) as Partial<Descriptor>;
    const { where, profileId, check } = value;
    const known = value.version === 1 && (where === 'keychain' || where === 'file');
    if (known && typeof profileId === 'string' && typeof check === 'string') return { version: 1, where, profileId, check };
  } catch {
    // Falls through: unreadable is damaged.
  }
  throw new MasterKeyError('damaged');
}

const keyFile = (dir: string): string => join(dir, 'master.key');
const checkValue = (key: Uint8Array): string => createHmac('sha256', key).update('petrel master key check 1').digest('hex');

function sameHex(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}
