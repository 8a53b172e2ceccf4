import type { Model, ModelEntry } from './model.ts';
import { bareEntry, fieldName, identifier, minSize } from './model.ts';
import type { TlType } from './parse.ts';

/**
 * The readers: `r_name` reads the fields of one constructor, `b_Type` a boxed value of a type, `v_…` a vector. Each is small and
 * sees one shape of object only, which is what the engine compiles best.
 */
export class ReadEmitter {
  private readonly model: Model;
  private readonly vectors = new Map<string, string>();

  constructor(model: Model) {
    this.model = model;
  }

  emit(): string[] {
    const out: string[] = [];
    for (const entry of this.model.entries) out.push(...this.constructorReader(entry));
    for (const [type, list] of this.model.types) out.push(...this.typeReader(type, list));
    out.push(...this.vectors.values());
    return out;
  }

  private constructorReader(entry: ModelEntry): string[] {
    const name = `r_${identifier(entry.name)}`;
    if (entry.name === 'mt_message') return containerMessage(name, entry);
    if (entry.params.length === 0) return [`function ${name}(r) { return { _: '${entry.name}' }; }`];
    const lines = [`function ${name}(r) {`];
    const required: string[] = [];
    const optional: string[] = [];
    entry.params.forEach((param, index) => {
      const local = `a${index}`;
      const field = fieldName(param.name);
      if (param.type.kind === 'flags') {
        lines.push(`  const ${param.name} = r.int();`);
      } else if (param.flag === undefined) {
        lines.push(`  const ${local} = ${this.readCall(param.type)};`);
        required.push(`${field}: ${local}`);
      } else {
        const test = `(${param.flag.field} & ${1 << param.flag.bit})`;
        if (param.type.kind === 'true') {
          optional.push(`  if (${test} !== 0) o.${field} = true;`);
        } else {
          lines.push(`  const ${local} = ${test} === 0 ? undefined : ${this.readCall(param.type)};`);
          optional.push(`  if (${local} !== undefined) o.${field} = ${local};`);
        }
      }
    });
    const literal = `{ ${[`_: '${entry.name}'`, ...required].join(', ')} }`;
    if (optional.length === 0) lines.push(`  return ${literal};`, '}');
    else lines.push(`  const o = ${literal};`, ...optional, '  return o;', '}');
    return lines;
  }

  private typeReader(type: string, list: ModelEntry[]): string[] {
    const name = `b_${identifier(type)}`;
    const lines = [`function ${name}(r) {`, '  const id = r.int();'];
    const recursive = this.model.recursive.has(type);
    const call = (entry: ModelEntry): string => `r_${identifier(entry.name)}(r)`;
    if (recursive) {
      lines.push('  r.enter();', '  let o;', '  switch (id) {');
      for (const entry of list) lines.push(`    case ${entry.id | 0}: o = ${call(entry)}; break;`);
      lines.push(`    default: return r.unknown(id, '${type}');`, '  }', '  r.depth--;', '  return o;', '}');
    } else {
      lines.push('  switch (id) {');
      for (const entry of list) lines.push(`    case ${entry.id | 0}: return ${call(entry)};`);
      lines.push(`    default: return r.unknown(id, '${type}');`, '  }', '}');
    }
    return lines;
  }

  /** The expression that reads a value of the type from `r`. */
  readCall(type: TlType): string {
    switch (type.kind) {
      case 'primitive':
        return type.name === 'Bool' ? 'r.bool()' : `r.${type.name}()`;
      case 'boxed':
        return `b_${identifier(type.name)}(r)`;
      case 'bare':
        return `r_${identifier(bareEntry(this.model, type.name).name)}(r)`;
      case 'vector':
        return `${this.vectorReader(type)}(r)`;
      case 'object':
        return 'r.rest()';
      case 'query':
        return 'readQuery(r)';
      case 'flags':
      case 'true':
      case 'generic':
        throw new Error(`a ${type.kind} is not read by itself`);
    }
  }

  private vectorReader(type: TlType & { kind: 'vector' }): string {
    const name = vectorName('v', type);
    if (this.vectors.has(name)) return name;
    this.vectors.set(name, '');
    const item = this.readCall(type.item);
    const count = type.bare ? 'bareCount' : 'count';
    this.vectors.set(
      name,
      [
        `function ${name}(r) {`,
        `  const n = r.${count}(${minSize(this.model, type.item)});`,
        '  const a = newArray(n);',
        `  for (let i = 0; i < n; i++) a[i] = ${item};`,
        '  return a;',
        '}',
      ].join('\n'),
    );
    return name;
  }
}

/** `Vector<Vector<int>>` → `v_v_int`; a bare vector has `vb`. */
export function vectorName(prefix: string, type: TlType & { kind: 'vector' }): string {
  const item = type.item;
  const start = `${prefix}${type.bare ? 'b' : ''}_`;
  if (item.kind === 'vector') return start + vectorName(prefix, item);
  if (item.kind === 'primitive' || item.kind === 'boxed') return start + identifier(item.name);
  if (item.kind === 'bare') return `${start}bare_${identifier(item.name)}`;
  throw new Error(`a vector of ${item.kind}`);
}

function containerMessage(name: string, entry: ModelEntry): string[] {
  return [
    `function ${name}(r) {`,
    '  const msgId = r.long();',
    '  const seqno = r.int();',
    '  const body = r.view(r.int());',
    `  return { _: '${entry.name}', msgId, seqno, body };`,
    '}',
  ];
}
