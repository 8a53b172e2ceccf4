import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { emitCode, emitCodeTypes, emitSchema } from './emit-code.ts';
import { emitTypes } from './emit-types.ts';
import type { TlDomain } from './model.ts';
import { buildModel } from './model.ts';
import type { TlSchemaText } from './parse.ts';
import { parseSchema } from './parse.ts';

const here = new URL('./', import.meta.url);
const target = new URL('../src-main/tl/generated/', import.meta.url);

/**
 * Writes src-main/tl/generated from the schemas: types.ts, codec.js with codec.d.ts, schema.ts. Does nothing when the schemas
 * and the generator are those of the last run, unless `force`. Returns whether files were written.
 */
export function generateTl(force = false): boolean {
  const hash = inputHash();
  const outputs = ['types.ts', 'codec.js', 'codec.d.ts', 'schema.ts'];
  if (!force && readStamp() === hash && outputs.every((name) => existsSync(new URL(name, target)))) return false;
  const model = buildModel(readSchemas());
  mkdirSync(target, { recursive: true });
  write('types.ts', emitTypes(model));
  write('codec.js', emitCode(model));
  write('codec.d.ts', emitCodeTypes());
  write('schema.ts', emitSchema(model));
  write('stamp', hash);
  return true;
}

/** The three schemas as they stand in this folder. */
export function readSchemas(): Record<TlDomain, TlSchemaText> {
  const read = (name: string): TlSchemaText => parseSchema(readFileSync(new URL(name, here), 'utf8'), name);
  return { api: read('api.tl'), mtproto: read('mtproto.tl'), secret: read('secret.tl') };
}

function inputHash(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(here).sort()) {
    if (name.endsWith('.tl') || name.endsWith('.ts')) hash.update(name).update('\0').update(readFileSync(new URL(name, here)));
  }
  return hash.digest('hex');
}

function readStamp(): string | undefined {
  try {
    return readFileSync(new URL('stamp', target), 'utf8');
  } catch {
    return undefined;
  }
}

/** Another process may read the file at the same time, so it appears whole or not at all. */
function write(name: string, text: string): void {
  const temporary = new URL(`${name}.${process.pid}.tmp`, target);
  writeFileSync(temporary, text);
  renameSync(temporary, new URL(name, target));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const written = generateTl(process.argv.includes('--force'));
  process.stdout.write(written ? 'TL code written\n' : 'TL code is up to date\n');
}
