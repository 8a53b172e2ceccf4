import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { invariant } from '#shared/assert.ts';
import { readIfPresent, writeDurably, writeDurablyLater } from './durable-file.ts';

const MAGIC = Buffer.from('PTRLSF01');
const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * A small JSON value in an encrypted and authenticated file (AES-256-GCM under a key derived from the master key for this
 * purpose). A file that does not open is set aside, never overwritten.
 */
export class SealedFile<T> {
  readonly #path: string;
  readonly #key: Buffer;

  constructor(path: string, masterKey: Uint8Array, purpose: string) {
    invariant(masterKey.length === 32, 'a master key has 32 bytes');
    this.#path = path;
    this.#key = Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `petrel sealed file: ${purpose}`, 32));
  }

  /** `damaged` when there is a file that is not what was written with this key. */
  read(): { state: 'absent' } | { state: 'damaged' } | { state: 'present'; value: T } {
    const file = readIfPresent(this.#path);
    if (file === undefined) return { state: 'absent' };
    try {
      const start = MAGIC.length + IV_LENGTH;
      if (file.length < start + TAG_LENGTH || !file.subarray(0, MAGIC.length).equals(MAGIC)) return { state: 'damaged' };
      const decipher = createDecipheriv('aes-256-gcm', this.#key, file.subarray(MAGIC.length, start));
      decipher.setAuthTag(file.subarray(file.length - TAG_LENGTH));
      const text = Buffer.concat([decipher.update(file.subarray(start, file.length - TAG_LENGTH)), decipher.final()]);
      return { state: 'present', value: JSON.parse(text.toString('utf8')) as T };
    } catch {
      return { state: 'damaged' };
    }
  }

  write(value: T): void {
    writeDurably(this.#path, this.#seal(value));
  }

  /** The same without holding up the thread. One at a time. */
  async writeLater(value: T): Promise<void> {
    await writeDurablyLater(this.#path, this.#seal(value));
  }

  #seal(value: T): Buffer {
    const iv = randomBytes(IV_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([MAGIC, iv, body, cipher.getAuthTag()]);
  }

  setAside(suffix: string): void {
    renameSync(this.#path, `${this.#path}.${suffix}`);
  }
}
