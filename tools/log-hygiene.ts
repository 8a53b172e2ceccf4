/**
 * Looks through the logs of a test run for secrets that the run's local data centers and engines have noted
 * (`tests/dc/secrets.ts`, `tests/integration/support/suite-logs.ts`): keys, phone numbers, codes, texts, names.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Secret } from '../tests/dc/secrets.ts';

/** A secret in a log. It is not repeated here: what fails a build is printed in places that nobody guards. */
export interface Leak {
  file: string;
  /** Counted from 1. */
  line: number;
  kind: Secret['kind'];
}

export interface Findings {
  leaks: Leak[];
  logLines: number;
  secrets: number;
}

/** Shorter texts ("Hello", "An answer") are words that a log may use for something else. */
const shortestText = 10;
/** Characters of a form that are looked up at once. */
const prefixLength = 8;
const shortestDigits = 5;

/** The forms in which a secret may stand in a log. */
function formsOf({ kind, value }: Secret): string[] {
  if (kind === 'digits') return value.length >= shortestDigits ? [value] : [];
  if (kind === 'text') {
    const escaped = JSON.stringify(value).slice(1, -1);
    return value.trim().length < shortestText ? [] : [...new Set([value, escaped])];
  }
  const bytes = Buffer.from(value, 'hex');
  if (bytes.length < 8 || bytes.every((byte) => byte === bytes[0])) return [];
  // The beginning is enough: whoever logs half a key has logged a key.
  const head = bytes.subarray(0, 16);
  const whole = head.subarray(0, head.length - (head.length % 3));
  return [head.toString('hex'), head.toString('hex').toUpperCase(), whole.toString('base64'), whole.toString('base64url'), [...head].join(','), [...head].join(', ')];
}

/** Finds secrets in texts. Digits count only as whole numbers, in any of the ways of writing a phone number. */
export class SecretFinder {
  readonly #byPrefix = new Map<string, string[]>();
  readonly #kinds = new Map<string, Secret['kind']>();
  readonly #digits = new Set<string>();

  constructor(secrets: Iterable<Secret>) {
    for (const secret of secrets) for (const form of formsOf(secret)) this.#add(secret.kind, form);
  }

  /** The kinds of secrets that a line has. */
  find(line: string): Secret['kind'][] {
    const kinds = new Set<Secret['kind']>();
    for (let at = 0; at + prefixLength <= line.length; at++) {
      const candidates = this.#byPrefix.get(line.slice(at, at + prefixLength));
      for (const form of candidates ?? []) if (line.startsWith(form, at)) kinds.add(this.#kinds.get(form) ?? 'text');
    }
    for (const number of line.match(/\+?\d[\d ()-]*\d/g) ?? []) {
      if (this.#digits.has(number.replace(/\D/g, ''))) kinds.add('digits');
      for (const part of number.split(/\D+/)) if (this.#digits.has(part)) kinds.add('digits');
    }
    return [...kinds];
  }

  #add(kind: Secret['kind'], form: string): void {
    if (kind === 'digits') {
      this.#digits.add(form);
      return;
    }
    if (this.#kinds.has(form)) return;
    this.#kinds.set(form, kind);
    const prefix = form.slice(0, prefixLength);
    const others = this.#byPrefix.get(prefix);
    if (others === undefined) this.#byPrefix.set(prefix, [form]);
    else others.push(form);
  }
}

/** When something was logged is no secret, and would look like a number. */
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

/** Looks through all `*.log` files of a folder for what its `*.secrets` files list. */
export function searchLogs(folder: string): Findings {
  const findings: Findings = { leaks: [], logLines: 0, secrets: 0 };
  if (!existsSync(folder)) return findings;
  const names = readdirSync(folder);
  const linesOf = (name: string): string[] => readFileSync(join(folder, name), 'utf8').split('\n').filter((line) => line !== '');
  const secrets = names.filter((name) => name.endsWith('.secrets')).flatMap((name) => linesOf(name).map((line) => JSON.parse(line) as Secret));
  const finder = new SecretFinder(secrets);
  findings.secrets = secrets.length;
  for (const file of names.filter((name) => name.endsWith('.log'))) {
    const lines = linesOf(file);
    findings.logLines += lines.length;
    lines.forEach((line, index) => {
      for (const kind of finder.find(line.replace(timestamp, ''))) findings.leaks.push({ file, line: index + 1, kind });
    });
  }
  return findings;
}
