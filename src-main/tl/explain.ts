import { TlError } from './errors.ts';
import { tlIds } from './ids.ts';
import type { TlReader } from './reader.ts';
import type { SchemaField, SchemaShape } from './schema.ts';
import { schemaIndex } from './schema.ts';
import type { TlWriter } from './writer.ts';

/**
 * Finds the field that a failed reading or writing stopped at. The generated code keeps no path, because that would cost every
 * value; here the value is gone through once more by the schema, slowly, until the same failure comes up.
 */

/** What stands at the top of the bytes: a boxed value of a group of constructors, or the result of a method. */
export type Root = 'object' | 'secret' | 'method' | { result: string };

const primitiveTypes = ['int', 'long', 'int53', 'double', 'string', 'bytes', 'int128', 'int256', 'Bool'] as const;
type Primitive = (typeof primitiveTypes)[number];

function isPrimitive(type: string): type is Primitive {
  return (primitiveTypes as readonly string[]).includes(type);
}

/** Fewest bytes of a vector's item; of an object only that it has an id is known here. */
function smallest(type: string): number {
  return type === 'long' || type === 'int53' || type === 'double' ? 8 : 4;
}

/** Fields and indexes inside each other: what the stack surely has room for. */
const maxSteps = 400;
/** Larger values are not gone through again. */
const maxBytes = 4 * 1024 * 1024;

class Walk {
  readonly path: string[] = [];
  readonly index = schemaIndex();
  private depth = 0;

  /** The field in question: no dot before an index. */
  where(): string {
    return this.path.join('.').replaceAll('.[', '[');
  }

  within(step: string, act: () => void): void {
    if (++this.depth > maxSteps) throw new TlError('nested too deep');
    this.path.push(step);
    act();
    this.path.pop();
    this.depth--;
  }
}

/** The path at which reading stops, or '' when it does not. `reader` stands at the start of the value. */
export function explainRead(reader: TlReader, root: Root): string {
  if (reader.remaining > maxBytes) return '';
  return run((walk) => new ReadWalk(walk, reader).root(root));
}

/** The path at which writing the value stops, or '' when it does not. `writer` is only a scratch buffer. */
export function explainWrite(writer: TlWriter, value: unknown, result?: string): string {
  return run((walk) => {
    const writeWalk = new WriteWalk(walk, writer);
    const method = result === undefined ? undefined : walk.index.byName.get(result);
    if (method === undefined) writeWalk.object(value, undefined);
    else walk.within(`result of ${method.entry.name}`, () => writeWalk.value(method.entry.type, value));
  });
}

function run(act: (walk: Walk) => void): string {
  const walk = new Walk();
  try {
    act(walk);
  } catch {
    return walk.where();
  }
  return '';
}

class ReadWalk {
  private readonly walk: Walk;
  private readonly reader: TlReader;

  constructor(walk: Walk, reader: TlReader) {
    this.walk = walk;
    this.reader = reader;
  }

  root(root: Root): void {
    if (typeof root === 'string') this.boxed(root, undefined);
    else {
      const type = this.walk.index.byName.get(root.result)?.entry.type ?? 'Object';
      this.walk.within(`result of ${root.result}`, () => this.value(type));
    }
  }

  private boxed(group: 'object' | 'secret' | 'method', type: string | undefined): void {
    const id = this.reader.int();
    const shape = (group === 'secret' ? this.walk.index.secretById : this.walk.index.byId).get(id);
    if (shape === undefined || (shape.entry.kind === 'method') !== (group === 'method')) throw new TlError('unknown constructor');
    if (type !== undefined && shape.entry.type !== type) throw new TlError('constructor of another type');
    if (this.walk.path.length === 0) this.walk.within(shape.entry.name, () => this.fields(shape));
    else this.fields(shape);
  }

  private fields(shape: SchemaShape): void {
    const words = new Map<string, number>();
    let length = 0;
    for (const field of shape.fields) {
      if (field.flag !== undefined && ((words.get(field.flag.word) ?? 0) & (1 << field.flag.bit)) === 0) continue;
      if (field.type === 'true') continue;
      this.walk.within(field.key, () => {
        if (field.type === '#') words.set(field.key, this.reader.int());
        else if (shape.entry.name === 'mt_message' && field.key === 'bytes') length = this.reader.int();
        else if (shape.entry.name === 'mt_message' && field.key === 'body') this.reader.view(length);
        else this.value(field.type);
      });
    }
  }

  private value(type: string): void {
    const vector = /^([Vv])ector<(.+)>$/.exec(type);
    if (vector !== null) {
      const count = vector[1] === 'V' ? this.reader.count(smallest(vector[2])) : this.reader.bareCount(smallest(vector[2]));
      for (let i = 0; i < count; i++) this.walk.within(`[${i}]`, () => this.value(vector[2]));
    } else if (isPrimitive(type)) {
      if (type === 'Bool') this.reader.bool();
      else this.reader[type]();
    } else if (type === 'Object') {
      this.reader.rest();
    } else if (type.startsWith('!')) {
      if (this.reader.peek() === tlIds.gzipPacked) throw new TlError('what is packed is not gone into');
      this.boxed('method', undefined);
    } else {
      const bare = this.bareShape(type);
      if (bare === undefined) this.boxed(type.startsWith('secret_') ? 'secret' : 'object', type);
      else this.fields(bare);
    }
  }

  private bareShape(type: string): SchemaShape | undefined {
    if (!type.startsWith('%')) return this.walk.index.byName.get(type);
    return [...this.walk.index.byName.values()].find((shape) => shape.entry.type === type.slice(1));
  }
}

class WriteWalk {
  private readonly walk: Walk;
  private readonly writer: TlWriter;

  constructor(walk: Walk, writer: TlWriter) {
    this.walk = walk;
    this.writer = writer;
  }

  object(value: unknown, type: string | undefined, kind?: 'method'): void {
    if (typeof value !== 'object' || value === null) throw new TlError('no object');
    const record = value as Record<string, unknown>;
    const shape = typeof record._ === 'string' ? this.walk.index.byName.get(record._) : undefined;
    if (shape === undefined || (type !== undefined && shape.entry.type !== type)) throw new TlError('another type');
    if (kind !== undefined && shape.entry.kind !== kind) throw new TlError('another kind');
    if (this.walk.path.length === 0) this.walk.within(shape.entry.name, () => this.fields(shape, record));
    else this.fields(shape, record);
  }

  private fields(shape: SchemaShape, record: Record<string, unknown>): void {
    const present = (field: SchemaField): boolean => {
      const value = record[field.key];
      return value !== undefined && (field.type !== 'true' || value !== false);
    };
    const set = new Set(shape.fields.filter(present).map((field) => `${field.flag?.word}.${field.flag?.bit}`));
    for (const field of shape.fields) {
      if (field.type === '#' || (shape.entry.name === 'mt_message' && field.key === 'bytes')) continue;
      if (field.flag !== undefined && !set.has(`${field.flag.word}.${field.flag.bit}`)) continue;
      if (field.type === 'true' && record[field.key] === undefined) continue;
      this.walk.within(field.key, () => this.value(field.type, record[field.key]));
    }
  }

  value(type: string, value: unknown): void {
    const vector = /^[Vv]ector<(.+)>$/.exec(type);
    if (vector !== null) {
      if (!Array.isArray(value)) throw new TlError('no array');
      for (let i = 0; i < value.length; i++) this.walk.within(`[${i}]`, () => this.value(vector[1], value[i] as unknown));
    } else if (type === 'true') {
      this.writer.flag(value as boolean);
    } else if (isPrimitive(type)) {
      this.primitive(type, value);
    } else if (type === 'Object') {
      this.writer.raw(value as Uint8Array);
    } else if (type.startsWith('!')) {
      if (!(value instanceof Uint8Array)) this.object(value, undefined, 'method');
    } else {
      this.object(value, type.startsWith('%') ? type.slice(1) : this.walk.index.byName.get(type)?.entry.type ?? type);
    }
  }

  /** The writer refuses what is not of the type, whatever the types say here. */
  private primitive(type: Primitive, value: unknown): void {
    this.writer.pos = 0;
    const write = (type === 'Bool' ? this.writer.bool : this.writer[type]) as (item: unknown) => void;
    write.call(this.writer, value);
  }
}
