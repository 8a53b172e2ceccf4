/** The TL types that the wire knows by themselves; `int53` is a `long` whose values fit a JavaScript number. */
export const primitives = ['int', 'long', 'int53', 'double', 'string', 'bytes', 'int128', 'int256', 'Bool'] as const;
export type TlPrimitive = (typeof primitives)[number];

/** What a field or a result may be. `boxed` carries a constructor id on the wire, `bare` does not. */
export type TlType =
  | { kind: 'primitive'; name: TlPrimitive }
  | { kind: 'vector'; item: TlType; bare: boolean }
  | { kind: 'boxed'; name: string }
  | { kind: 'bare'; name: string }
  | { kind: 'flags' }
  | { kind: 'true' }
  | { kind: 'object' }
  | { kind: 'query'; name: string }
  | { kind: 'generic'; name: string };

export interface TlParam {
  name: string;
  type: TlType;
  flag?: { field: string; bit: number };
}

export interface TlEntry {
  name: string;
  /** Constructor id as an unsigned 32-bit number. */
  id: number;
  kind: 'constructor' | 'method';
  params: TlParam[];
  type: TlType;
  /** The type variable of a wrapper method, such as `X` in `{X:Type}`. */
  generic?: string;
}

export interface TlSchemaText {
  layer?: number;
  entries: TlEntry[];
}

const linePattern = /^([A-Za-z_][\w.]*)#([0-9a-f]{1,8})((?: [^=]*?)?) = ([^;]+);$/;

/** Parses one schema file. Throws with the line number at the first line that is not understood. */
export function parseSchema(text: string, file: string): TlSchemaText {
  const entries: TlEntry[] = [];
  let kind: TlEntry['kind'] = 'constructor';
  let layer: number | undefined;
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    const layerMatch = /^\/\/ LAYER (\d+)$/.exec(line);
    if (layerMatch !== null) layer = Number(layerMatch[1]);
    if (line === '' || line.startsWith('//')) return;
    if (line === '---functions---') kind = 'method';
    else if (line === '---types---') kind = 'constructor';
    else {
      try {
        const entry = parseLine(line, kind);
        if (entry !== undefined) entries.push(entry);
      } catch (error) {
        throw new Error(`${file}:${index + 1}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    }
  });
  return layer === undefined ? { entries } : { layer, entries };
}

/** Constructors that the codec knows by itself and that never are objects. */
const builtIn = new Set(['boolTrue', 'boolFalse', 'true', 'vector', 'null']);

function parseLine(line: string, kind: TlEntry['kind']): TlEntry | undefined {
  const match = linePattern.exec(line);
  if (match === null) throw new Error(`not a TL declaration: ${line}`);
  const [, name = '', id = '', rest = '', result = ''] = match;
  if (builtIn.has(name)) return undefined;
  let generic: string | undefined;
  const params: TlParam[] = [];
  for (const token of rest.trim().split(/ +/).filter((part) => part !== '')) {
    const variable = /^\{(\w+):Type\}$/.exec(token);
    if (variable === null) params.push(parseParam(token, generic));
    else generic = variable[1];
  }
  checkFlags(params);
  const entry: TlEntry = { name, id: Number.parseInt(id, 16), kind, params, type: parseType(result.trim(), generic) };
  if (generic !== undefined) entry.generic = generic;
  return entry;
}

function parseParam(token: string, generic: string | undefined): TlParam {
  const match = /^(\w+):(?:(\w+)\.(\d+)\?)?(.+)$/.exec(token);
  if (match === null) throw new Error(`not a TL field: ${token}`);
  const [, name = '', field, bit, type = ''] = match;
  const param: TlParam = { name, type: parseType(type, generic) };
  if (field !== undefined) param.flag = { field, bit: Number(bit) };
  if (param.type.kind === 'true' && param.flag === undefined) throw new Error(`${name}:true needs a flag`);
  return param;
}

/** A conditional field must name a flags field that comes before it. */
function checkFlags(params: TlParam[]): void {
  const seen = new Set<string>();
  for (const param of params) {
    if (param.type.kind === 'flags') seen.add(param.name);
    if (param.flag === undefined) continue;
    if (!seen.has(param.flag.field)) throw new Error(`${param.name}: no flags field ${param.flag.field} before it`);
    if (param.flag.bit > 31) throw new Error(`${param.name}: flag bit ${param.flag.bit}`);
  }
}

export function parseType(text: string, generic?: string): TlType {
  const vector = /^([Vv])ector<(.+)>$/.exec(text);
  if (vector !== null) return { kind: 'vector', item: parseType(vector[2] ?? '', generic), bare: vector[1] === 'v' };
  const primitive = primitives.find((name) => name === text);
  if (primitive !== undefined) return { kind: 'primitive', name: primitive };
  if (text === '#') return { kind: 'flags' };
  if (text === 'true') return { kind: 'true' };
  if (text === 'Object') return { kind: 'object' };
  if (text.startsWith('!')) return { kind: 'query', name: text.slice(1) };
  if (text === generic) return { kind: 'generic', name: text };
  if (text.startsWith('%')) return { kind: 'bare', name: text.slice(1) };
  if (!/^[A-Za-z_][\w.]*$/.test(text)) throw new Error(`not a TL type: ${text}`);
  const last = text.slice(text.lastIndexOf('.') + 1);
  return { kind: /^[a-z]/.test(last) ? 'bare' : 'boxed', name: text };
}

/** The text of a type as it stands in a schema file. */
export function typeText(type: TlType): string {
  switch (type.kind) {
    case 'primitive':
    case 'generic':
    case 'boxed':
      return type.name;
    case 'bare':
      return /^[A-Z]/.test(type.name) ? `%${type.name}` : type.name;
    case 'vector':
      return `${type.bare ? 'vector' : 'Vector'}<${typeText(type.item)}>`;
    case 'flags':
      return '#';
    case 'true':
      return 'true';
    case 'object':
      return 'Object';
    case 'query':
      return `!${type.name}`;
  }
}
