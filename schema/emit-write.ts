import { vectorName } from './emit-read.ts';
import type { Model, ModelEntry } from './model.ts';
import { bareEntry, fieldName, identifier } from './model.ts';
import type { TlType } from './parse.ts';

/** Types with more constructors than this look their writer up in a map instead of comparing names one after the other. */
const switchLimit = 8;

/** The writers: `w_name` writes the fields of one constructor, `x_Type` a boxed value of a type, `y_…` a vector. */
export class WriteEmitter {
  private readonly model: Model;
  private readonly vectors = new Map<string, string>();

  constructor(model: Model) {
    this.model = model;
  }

  emit(): string[] {
    const out: string[] = [];
    for (const entry of this.model.entries) out.push(...this.constructorWriter(entry));
    for (const [type, list] of this.model.types) out.push(...this.typeWriter(type, list));
    for (const entry of this.model.methods) if (entry.type.kind === 'vector') this.writeCall(entry.type, 'o');
    out.push(...this.vectors.values());
    return out;
  }

  private constructorWriter(entry: ModelEntry): string[] {
    const name = `w_${identifier(entry.name)}`;
    if (entry.name === 'mt_message') {
      return [`function ${name}(w, o) { w.long(o.msgId); w.int(o.seqno); w.body(o.body); }`];
    }
    if (entry.params.length === 0) return [`function ${name}() {}`];
    const lines = [`function ${name}(w, o) {`];
    for (const param of entry.params) {
      if (param.type.kind === 'flags') {
        lines.push(...this.flagsWriter(entry, param.name));
      } else if (param.flag === undefined) {
        lines.push(`  ${this.writeCall(param.type, `o.${fieldName(param.name)}`)};`);
      } else if (param.type.kind !== 'true') {
        const bit = 1 << param.flag.bit;
        lines.push(`  if ((${param.flag.field} & ${bit}) !== 0) ${this.writeCall(param.type, `o.${fieldName(param.name)}`)};`);
      }
    }
    lines.push('}');
    return lines;
  }

  private flagsWriter(entry: ModelEntry, flags: string): string[] {
    const lines = [`  let ${flags} = 0;`];
    for (const param of entry.params) {
      if (param.flag?.field !== flags) continue;
      const value = `o.${fieldName(param.name)}`;
      const present = param.type.kind === 'true' ? `${value} !== undefined && w.flag(${value})` : `${value} !== undefined`;
      lines.push(`  if (${present}) ${flags} |= ${1 << param.flag.bit};`);
    }
    lines.push(`  w.int(${flags});`);
    return lines;
  }

  private typeWriter(type: string, list: ModelEntry[]): string[] {
    const name = `x_${identifier(type)}`;
    const [enter, leave] = this.model.recursive.has(type) ? ['  w.enter();', '  w.depth--;'] : ['', ''];
    const lines: string[] = [];
    if (list.length > switchLimit) {
      const map = `m_${identifier(type)}`;
      lines.push(`const ${map} = new Map([`);
      for (const entry of list) lines.push(`  ['${entry.name}', (w, o) => { w.int(${entry.id | 0}); w_${identifier(entry.name)}(w, o); }],`);
      lines.push(']);');
      lines.push(`function ${name}(w, o) {`, enter);
      lines.push(`  const f = ${map}.get(w.name(o));`, `  if (f === undefined) w.wrongType(o, '${type}');`, '  else f(w, o);');
      lines.push(leave, '}');
    } else {
      lines.push(`function ${name}(w, o) {`, enter, '  switch (w.name(o)) {');
      for (const entry of list) lines.push(`    case '${entry.name}': w.int(${entry.id | 0}); w_${identifier(entry.name)}(w, o); break;`);
      lines.push(`    default: w.wrongType(o, '${type}');`, '  }', leave, '}');
    }
    return lines.filter((line) => line !== '');
  }

  /** The statement that writes `value` as the type to `w`. */
  private writeCall(type: TlType, value: string): string {
    switch (type.kind) {
      case 'primitive':
        return type.name === 'Bool' ? `w.bool(${value})` : `w.${type.name}(${value})`;
      case 'boxed':
        return `x_${identifier(type.name)}(w, ${value})`;
      case 'bare': {
        const entry = bareEntry(this.model, type.name);
        return `w_${identifier(entry.name)}(w, w.bare(${value}, '${entry.name}'))`;
      }
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
