import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that must be in no log: `value` is text, digits, or hexadecimal bytes, as `kind` says. */
export interface Secret {
  kind: 'text' | 'digits' | 'bytes';
  value: string;
}

/** Fields of API objects that hold what a person wrote, is called, or proves to be. */
const textFields = new Set(['message', 'text', 'firstName', 'lastName', 'title', 'about', 'q', 'caption', 'phoneCodeHash', 'description', 'question']);
const digitFields = new Set(['phoneNumber', 'phone', 'phoneCode']);
const byteFields = new Set(['fileReference', 'srpB', 'A', 'M1', 'encryptedMessage', 'nonce']);
const maxDepth = 12;
/** Lines that are written together. */
const together = 200;

/**
 * Writes down, in a test run whose logs are kept (`PETREL_TEST_LOGS` names their folder), every secret that a local DC sees, so that
 * the run can end by looking for them in the logs. Does nothing otherwise.
 */
export class SecretLedger {
  readonly #file: string | undefined;
  readonly #noted = new Set<string>();
  #lines: string[] = [];

  constructor(folder: string | undefined = process.env['PETREL_TEST_LOGS']) {
    this.#file = folder === undefined || folder === '' ? undefined : join(folder, `${process.pid}.secrets`);
  }

  get isKept(): boolean {
    return this.#file !== undefined;
  }

  bytes(value: Uint8Array): void {
    if (value.length >= 8) this.#note({ kind: 'bytes', value: Buffer.from(value).toString('hex') });
  }

  text(value: string): void {
    this.#note({ kind: 'text', value });
  }

  digits(value: string): void {
    this.#note({ kind: 'digits', value: value.replace(/\D/g, '') });
  }

  /** Notes what is private in a call, an answer or an update. */
  observe(value: unknown, depth = 0): void {
    if (this.#file === undefined || typeof value !== 'object' || value === null || depth > maxDepth || value instanceof Uint8Array) return;
    if (Array.isArray(value)) {
      for (const item of value) this.observe(item, depth + 1);
      return;
    }
    for (const [name, item] of Object.entries(value)) {
      if (typeof item === 'string' && textFields.has(name)) this.text(item);
      else if (typeof item === 'string' && digitFields.has(name)) this.digits(item);
      else if (item instanceof Uint8Array && byteFields.has(name)) this.bytes(item);
      else this.observe(item, depth + 1);
    }
  }

  flush(): void {
    if (this.#file === undefined || this.#lines.length === 0) return;
    appendFileSync(this.#file, this.#lines.join(''));
    this.#lines = [];
  }

  #note(secret: Secret): void {
    if (this.#file === undefined || secret.value === '') return;
    const line = `${JSON.stringify(secret)}\n`;
    if (this.#noted.has(line)) return;
    this.#noted.add(line);
    this.#lines.push(line);
    if (this.#lines.length >= together) this.flush();
  }
}
