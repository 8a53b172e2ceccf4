import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { canonicalId } from './crc.ts';
import { parseSchema } from './parse.ts';

/**
 * Refreshes `api.tl` from the schema that the pinned `@mtcute/core` carries, and `secret.tl` from a list of constructors when its
 * path is given: `node schema/import.ts [secret-chat-constructors.json]`. Only declarations are taken, no descriptions.
 */

interface SourceParam {
  name: string;
  type: string;
  typeModifiers?: { predicate?: string; isVector?: boolean };
}

interface SourceEntry {
  kind: 'class' | 'method';
  name: string;
  id: number;
  type: string;
  arguments: SourceParam[];
  generics?: { name: string; type: string }[];
  typeModifiers?: { isVector?: boolean };
}

interface SecretEntry {
  layer: number | null;
  name: string;
  id: string;
  params: string[];
  type: string;
}

const core = [
  'boolFalse#bc799737 = Bool;',
  'boolTrue#997275b5 = Bool;',
  'true#3fedd339 = True;',
  'vector#1cb5c415 {t:Type} # [ t ] = Vector t;',
  'null#56730bcc = Null;',
];

function declaration(entry: SourceEntry): string {
  const generics = (entry.generics ?? []).map((generic) => `{${generic.name}:${generic.type}}`);
  const params = entry.arguments.map((param) => {
    const item = param.typeModifiers?.isVector === true ? `Vector<${param.type}>` : param.type;
    const predicate = param.typeModifiers?.predicate;
    return `${param.name}:${predicate === undefined ? '' : `${predicate}?`}${item}`;
  });
  const result = entry.typeModifiers?.isVector === true ? `Vector<${entry.type}>` : entry.type;
  const id = (entry.id >>> 0).toString(16).padStart(8, '0');
  return `${[`${entry.name}#${id}`, ...generics, ...params].join(' ')} = ${result};`;
}

/** The source adds entries of its own; what is not official either has its namespace or an id that its text does not hash to. */
function isOfficial(line: string): boolean {
  if (line.startsWith('mtcute.')) return false;
  const [entry] = parseSchema(line, 'import').entries;
  return entry !== undefined && canonicalId(entry) === entry.id;
}

export function importApi(): string {
  const path = new URL('../node_modules/@mtcute/core/tl/api-schema.json', import.meta.url);
  const source = JSON.parse(readFileSync(path, 'utf8')) as { l: number; e: SourceEntry[] };
  const lines = (kind: SourceEntry['kind']): string[] =>
    source.e.filter((entry) => entry.kind === kind).map(declaration).filter(isOfficial);
  const types = ['---types---', '', ...core, '', ...lines('class'), ''];
  const functions = ['---functions---', '', ...lines('method'), ''];
  return [
    '// The API schema. Written by schema/import.ts; int53 marks a long whose values fit a JavaScript number.',
    `// LAYER ${source.l}`,
    '',
    ...types,
    ...functions,
  ].join('\n');
}

export function importSecret(path: string): string {
  const source = JSON.parse(readFileSync(path, 'utf8')) as SecretEntry[];
  const out = [
    '// Secret chats, every layer up to 144; a number that ends a name marks the older form of that layer.',
    '// (core.telegram.org/schema/end-to-end)',
    '',
    '---types---',
  ];
  let layer: number | null | undefined;
  for (const entry of source) {
    if (entry.name === 'true') continue;
    if (entry.layer !== layer) out.push('', entry.layer === null ? '// layer 8' : `// layer ${entry.layer}`);
    layer = entry.layer;
    out.push(`${[`${entry.name}#${entry.id}`, ...entry.params].join(' ')} = ${entry.type};`);
  }
  return `${out.join('\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('api.tl', import.meta.url), importApi());
  const secret = process.argv[2];
  if (secret !== undefined) writeFileSync(new URL('secret.tl', import.meta.url), importSecret(secret));
}
