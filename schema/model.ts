import type { TlEntry, TlSchemaText, TlType } from './parse.ts';

/** Where an entry is declared. Only secret-chat constructors repeat ids of the API, so they have id tables of their own. */
export type TlDomain = 'api' | 'mtproto' | 'secret';

export interface ModelEntry extends TlEntry {
  domain: TlDomain;
  /** Fewest bytes of the fields, without the constructor id. */
  minBodySize: number;
}

export interface Model {
  layer: number;
  entries: ModelEntry[];
  constructors: ModelEntry[];
  methods: ModelEntry[];
  byName: Map<string, ModelEntry>;
  /** Constructors of each boxed type, in schema order. */
  types: Map<string, ModelEntry[]>;
  /** Boxed types whose values can hold a value of the same type at some depth: the readers count their nesting. */
  recursive: Set<string>;
  /** Fewest bytes of a boxed value of each type, its constructor id included. */
  minTypeSize: Map<string, number>;
}

const prefixes: Record<TlDomain, string> = { api: '', mtproto: 'mt_', secret: 'secret_' };

/** Joins the schemas under their prefixes and works out what the emitters need. Throws on any collision or dangling name. */
export function buildModel(schemas: Record<TlDomain, TlSchemaText>): Model {
  const entries = (['api', 'mtproto', 'secret'] as const).flatMap((domain) =>
    schemas[domain].entries.map((entry) => prefixEntry(entry, domain)),
  );
  const layer = schemas.api.layer;
  if (layer === undefined) throw new Error('the API schema does not name its layer');
  const constructors = entries.filter((entry) => entry.kind === 'constructor');
  const types = new Map<string, ModelEntry[]>();
  for (const entry of constructors) {
    if (entry.type.kind !== 'boxed') throw new Error(`${entry.name}: the type of a constructor is a boxed type`);
    const list = types.get(entry.type.name);
    if (list === undefined) types.set(entry.type.name, [entry]);
    else list.push(entry);
  }
  const model: Model = {
    layer,
    entries,
    constructors,
    methods: entries.filter((entry) => entry.kind === 'method'),
    byName: new Map(entries.map((entry) => [entry.name, entry])),
    types,
    recursive: new Set(),
    minTypeSize: new Map(),
  };
  checkCollisions(model);
  for (const entry of entries) for (const type of typesOf(entry)) checkReference(model, entry, type);
  findRecursive(model);
  findMinSizes(model);
  return model;
}

function prefixEntry(entry: TlEntry, domain: TlDomain): ModelEntry {
  const prefix = prefixes[domain];
  return {
    ...entry,
    domain,
    minBodySize: 0,
    name: prefix + entry.name,
    type: prefixType(entry.type, prefix),
    params: entry.params.map((param) => ({ ...param, type: prefixType(param.type, prefix) })),
  };
}

function prefixType(type: TlType, prefix: string): TlType {
  if (type.kind === 'vector') return { ...type, item: prefixType(type.item, prefix) };
  if (type.kind === 'boxed' || type.kind === 'bare') return { ...type, name: prefix + type.name };
  return type;
}

function checkCollisions(model: Model): void {
  const claim = (seen: Map<string | number, string>, key: string | number, name: string, what: string): void => {
    const other = seen.get(key);
    if (other !== undefined) throw new Error(`${what} ${key} is shared by ${other} and ${name}`);
    seen.set(key, name);
  };
  const names = new Map<string | number, string>();
  const identifiers = new Map<string | number, string>();
  const ids = new Map<string | number, string>();
  const secretIds = new Map<string | number, string>();
  for (const entry of model.entries) {
    claim(names, entry.name, entry.name, 'the name');
    claim(identifiers, identifier(entry.name), entry.name, 'the identifier');
    claim(entry.domain === 'secret' ? secretIds : ids, entry.id, entry.name, 'the id');
    const fields = new Map<string | number, string>();
    claim(fields, '_', '_', 'the field');
    for (const param of entry.params) claim(fields, fieldName(param.name), param.name, `${entry.name}: the field`);
  }
  for (const type of model.types.keys()) claim(names, type, type, 'the name');
}

function checkReference(model: Model, entry: ModelEntry, type: TlType): void {
  if (type.kind === 'vector') checkReference(model, entry, type.item);
  if (type.kind === 'boxed' && !model.types.has(type.name)) throw new Error(`${entry.name}: no type ${type.name}`);
  if (type.kind === 'bare') bareEntry(model, type.name);
}

/** The constructor that a bare type (`future_salt`, or `%Message` of a type with one constructor) stands for. */
export function bareEntry(model: Model, name: string): ModelEntry {
  const entry = model.byName.get(name) ?? model.types.get(name)?.[0];
  if (entry === undefined) throw new Error(`no bare type ${name}`);
  return entry;
}

function typesOf(entry: ModelEntry): TlType[] {
  return [...entry.params.map((param) => param.type), ...(entry.kind === 'method' ? [entry.type] : [])];
}

function findRecursive(model: Model): void {
  const edges = new Map<string, Set<string>>();
  for (const [type, list] of model.types) {
    const targets = new Set<string>();
    const add = (item: TlType): void => {
      if (item.kind === 'vector') add(item.item);
      if (item.kind === 'boxed') targets.add(item.name);
      if (item.kind === 'bare') bareEntry(model, item.name).params.forEach((param) => add(param.type));
    };
    for (const entry of list) entry.params.forEach((param) => add(param.type));
    edges.set(type, targets);
  }
  for (const start of edges.keys()) {
    const seen = new Set<string>();
    const queue = [...(edges.get(start) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(...(edges.get(next) ?? []));
    }
    if (seen.has(start)) model.recursive.add(start);
  }
}

/** Sizes only grow from their lower bound, so that the loop ends at the smallest solution even for recursive types. */
function findMinSizes(model: Model): void {
  for (const type of model.types.keys()) model.minTypeSize.set(type, 4);
  for (let changed = true; changed; ) {
    changed = false;
    for (const entry of model.entries) {
      const size = entry.params.reduce((sum, param) => sum + (param.flag === undefined ? minSize(model, param.type) : 0), 0);
      if (size === entry.minBodySize) continue;
      entry.minBodySize = size;
      changed = true;
    }
    for (const [type, list] of model.types) {
      const size = 4 + Math.min(...list.map((entry) => entry.minBodySize));
      if (size !== model.minTypeSize.get(type)) changed = true;
      model.minTypeSize.set(type, size);
    }
  }
}

/** Fewest bytes that a value of the type takes on the wire. */
export function minSize(model: Model, type: TlType): number {
  switch (type.kind) {
    case 'primitive':
      return { int: 4, long: 8, int53: 8, double: 8, string: 4, bytes: 4, int128: 16, int256: 32, Bool: 4 }[type.name];
    case 'vector':
      return type.bare ? 4 : 8;
    case 'boxed':
      return model.minTypeSize.get(type.name) ?? 4;
    case 'bare':
      return bareEntry(model, type.name).minBodySize;
    case 'flags':
    case 'query':
      return 4;
    case 'true':
    case 'object':
    case 'generic':
      return 0;
  }
}

/** `from_id` → `fromId`, `srp_B` → `srpB`. */
export function fieldName(name: string): string {
  return name.replace(/_([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A constructor, method or type name as part of a JavaScript identifier. */
export function identifier(name: string): string {
  return name.replaceAll('.', '$');
}
