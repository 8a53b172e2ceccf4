import { vectorName } from './emit-read.ts';
import type { Model, ModelEntry } from './model.ts';
import { bareEntry, fieldName, identifier } from './model.ts';
import type { TlType } from './parse.ts';

/** Types with more constructors than this look their writer up in a map instead of comparing names one after the other. */
const switchLimit = 8;
/**
 * Constructors with more optional fields than this go through the fields that an object has instead of asking for each that it
 * might have: objects leave out what is absent, so asking meets many shapes of object and is slow.
 */
const probeLimit = 5;

/** The writers: `w_name` writes one constructor with its id, `f_name` without, `x_Type` any value of a type, `y_…` a vector. */
export class WriteEmitter {
  private readonly model: Model;
  private readonly vectors = new Map<string, string>();
  private readonly bare = new Map<string, string[]>();

  constructor(model: Model) {
    this.model = model;
  }

  emit(): string[] {
    const out: string[] = [];
    for (const entry of this.model.entries) out.push(...this.constructorWriter(entry));
    for (const [type, list] of this.model.types) out.push(...this.typeWriter(type, list));
    out.push(...this.vectors.values());
    for (const lines of this.bare.values()) out.push(...lines);
    return out;
  }

  private constructorWriter(entry: ModelEntry): string[] {
    const name = `w_${identifier(entry.name)}`;
    const id = `  w.int(${entry.id | 0});`;
    if (entry.params.length === 0) return [`function ${name}(w) { w.int(${entry.id | 0}); }`];
    const { before, body } = this.fields(entry);
    return [...before, `function ${name}(w, o) {`, id, ...body, '}'];
  }

  private bareWriter(entry: ModelEntry): string {
    const name = `f_${identifier(entry.name)}`;
    if (!this.bare.has(name)) {
      const { before, body } = this.fields(entry);
      if (before.length > 0) throw new Error(`${entry.name} has too many optional fields for a bare type`);
      const check = `  if (o == null || o._ !== '${entry.name}') w.wrongType(o, '${entry.name}');`;
      this.bare.set(name, [`function ${name}(w, o) {`, check, ...body, '}']);
    }
    return name;
  }

  private fields(entry: ModelEntry): { before: string[]; body: string[] } {
    if (entry.name === 'mt_message') return { before: [], body: ['  w.long(o.msgId); w.int(o.seqno); w.body(o.body);'] };
    const optional = entry.params.filter((param) => param.flag !== undefined);
    const scan = optional.length > probeLimit;
    const before = scan ? this.optionalTable(entry) : [];
    const body = scan ? this.flagsByScan(entry) : [];
    for (const param of entry.params) {
      const value = `o.${fieldName(param.name)}`;
      if (param.type.kind === 'flags') {
        if (!scan) body.push(...this.flagsByProbe(entry, param.name));
        body.push(`  w.int(${param.name});`);
      } else if (param.flag === undefined) {
        body.push(`  ${this.writeCall(param.type, value)};`);
      } else if (param.type.kind !== 'true') {
        body.push(`  if ((${param.flag.field} & ${1 << param.flag.bit}) !== 0) ${this.writeCall(param.type, value)};`);
      }
    }
    return { before, body };
  }

  private flagsByProbe(entry: ModelEntry, flags: string): string[] {
    const lines = [`  let ${flags} = 0;`];
    for (const param of entry.params) {
      if (param.flag?.field !== flags) continue;
      const value = `o.${fieldName(param.name)}`;
      const present = param.type.kind === 'true' ? `${value} !== undefined && w.flag(${value})` : `${value} !== undefined`;
      lines.push(`  if (${present}) ${flags} |= ${1 << param.flag.bit};`);
    }
    return lines;
  }

  /** Optional fields by name: the bit, plus 32 for the second flags field, plus 64 when presence is the value. */
  private optionalTable(entry: ModelEntry): string[] {
    const words = flagsFields(entry);
    const rows = entry.params.flatMap((param) => {
      if (param.flag === undefined) return [];
      const code = param.flag.bit + 32 * words.indexOf(param.flag.field) + (param.type.kind === 'true' ? 64 : 0);
      return [`['${fieldName(param.name)}', ${code}]`];
    });
    return [`const k_${identifier(entry.name)} = new Map([${rows.join(', ')}]);`];
  }

  private flagsByScan(entry: ModelEntry): string[] {
    const words = flagsFields(entry);
    const [first, second] = words;
    if (words.length > 2) throw new Error(`${entry.name} has ${words.length} flags fields`);
    return [
      ...words.map((word) => `  let ${word} = 0;`),
      '  for (const k in o) {',
      `    const b = k_${identifier(entry.name)}.get(k);`,
      '    if (b === undefined) continue;',
      '    const v = o[k];',
      '    if (v === undefined || (b >= 64 && !w.flag(v))) continue;',
      second === undefined ? `    ${first} |= 1 << b;` : `    if ((b & 32) === 0) ${first} |= 1 << b; else ${second} |= 1 << b;`,
      '  }',
    ];
  }

  private typeWriter(type: string, list: ModelEntry[]): string[] {
    const name = `x_${identifier(type)}`;
    const recursive = this.model.recursive.has(type);
    const lines: string[] = [];
    const open = [`function ${name}(w, o) {`, ...(recursive ? ['  w.enter();'] : [])];
    const close = [...(recursive ? ['  w.depth--;'] : []), '}'];
    if (list.length > switchLimit) {
      const map = `m_${identifier(type)}`;
      lines.push(`const ${map} = new Map([`);
      for (const entry of list) lines.push(`  ['${entry.name}', w_${identifier(entry.name)}],`);
      lines.push(']);', ...open, `  const f = o == null ? undefined : ${map}.get(o._);`);
      lines.push(`  if (f === undefined) w.wrongType(o, '${type}');`, '  f(w, o);', ...close);
    } else {
      lines.push(...open, '  switch (o == null ? undefined : o._) {');
      for (const entry of list) lines.push(`    case '${entry.name}': w_${identifier(entry.name)}(w, o); break;`);
      lines.push(`    default: w.wrongType(o, '${type}');`, '  }', ...close);
    }
    return lines;
  }

  /** The statement that writes `value` as the type to `w`. */
  writeCall(type: TlType, value: string): string {
    switch (type.kind) {
      case 'primitive':
        return type.name === 'Bool' ? `w.bool(${value})` : `w.${type.name}(${value})`;
      case 'boxed':
        return `x_${identifier(type.name)}(w, ${value})`;
      case 'bare':
        return `${this.bareWriter(bareEntry(this.model, type.name))}(w, ${value})`;
      case 'vector':
        return `${this.vectorWriter(type)}(w, ${value})`;
      case 'object':
        return `w.raw(${value})`;
      case 'query':
        return `writeQuery(w, ${value})`;
      case 'flags':
      case 'true':
      case 'generic':
        throw new Error(`a ${type.kind} is not written by itself`);
    }
  }

  private vectorWriter(type: TlType & { kind: 'vector' }): string {
    const name = vectorName('y', type);
    if (this.vectors.has(name)) return name;
    this.vectors.set(name, '');
    const item = this.writeCall(type.item, 'a[i]');
    const count = type.bare ? 'bareCount' : 'count';
    this.vectors.set(name, `function ${name}(w, a) { const n = w.${count}(a); for (let i = 0; i < n; i++) ${item}; }`);
    return name;
  }
}

function flagsFields(entry: ModelEntry): string[] {
  return entry.params.filter((param) => param.type.kind === 'flags').map((param) => param.name);
}
