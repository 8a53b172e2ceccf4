import type { SchemaEntry } from '#tl';
import { encode, schemaEntries } from '#tl';

/** What optional fields a made value has. */
export type Fill = 'none' | 'all' | 'random';

export interface TlValue {
  _: string;
  [field: string]: unknown;
}

/** Makes values of any constructor or method from a seed: the same seed gives the same value. */
export class ValueMaker {
  readonly entries: SchemaEntry[];
  private readonly methods: SchemaEntry[];
  private readonly byName: Map<string, SchemaEntry>;
  private readonly types = new Map<string, SchemaEntry[]>();
  private readonly heights = new Map<string, number>();
  private state = 1;
  private fill: Fill = 'random';

  private readonly fewestOptionalItems: number;

  /** An implementation that leaves out empty optional vectors is met with vectors that have an item. */
  constructor(fewestOptionalItems = 0) {
    this.fewestOptionalItems = fewestOptionalItems;
    this.entries = schemaEntries();
    this.byName = new Map(this.entries.map((entry) => [entry.name, entry]));
    this.methods = this.entries.filter((entry) => entry.kind === 'method');
    for (const entry of this.entries) {
      if (entry.kind === 'constructor') this.types.set(entry.type, [...(this.types.get(entry.type) ?? []), entry]);
    }
    this.findHeights();
  }

  make(entry: SchemaEntry, seed: number, fill: Fill): TlValue {
    this.state = (seed * 2654435761 + 12345) >>> 0;
    this.fill = fill;
    return this.object(entry, 0);
  }

  /** A value of a type as a schema writes it. */
  value(type: string, seed: number): unknown {
    this.state = (seed * 2654435761 + 54321) >>> 0;
    this.fill = 'random';
    return this.ofType(type, 0);
  }

  private object(entry: SchemaEntry, depth: number): TlValue {
    const out: TlValue = { _: entry.name };
    const bits = this.chooseBits(entry, depth);
    for (const { name, type } of entry.params) {
      if (type === '#' || (entry.name === 'mt_message' && name === 'bytes')) continue;
      const flag = /^(\w+\.\d+)\?(.+)$/.exec(type);
      if (flag !== null && !bits.has(flag[1])) continue;
      out[fieldName(name)] = this.ofType(flag === null ? type : flag[2], depth, flag === null ? 0 : this.fewestOptionalItems);
    }
    return out;
  }

  private chooseBits(entry: SchemaEntry, depth: number): Set<string> {
    const fill = depth > 2 ? 'none' : depth > 0 && this.fill === 'all' ? 'random' : this.fill;
    const all = new Set(entry.params.map((param) => /^(\w+\.\d+)\?/.exec(param.type)?.[1]).filter((bit) => bit !== undefined));
    return new Set([...all].filter(() => fill === 'all' || (fill === 'random' && this.below(2) === 0)));
  }

  private ofType(type: string, depth: number, fewestItems = 0): unknown {
    const vector = /^[Vv]ector<(.+)>$/.exec(type);
    if (vector !== null) {
      const length = fewestItems + (depth > 2 ? 0 : this.below(4));
      return Array.from({ length }, () => this.ofType(vector[1], depth + 1));
    }
    switch (type) {
      case 'int':
        return this.pick([0, 1, -1, 0x7fffffff, -0x80000000, this.bits() | 0]);
      case 'long':
        return this.pick([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), (BigInt(this.bits() | 0) << 32n) | BigInt(this.bits())]);
      case 'int53':
        return this.pick([0, 1, Number.MAX_SAFE_INTEGER, 0xffffffff, 0x100000000, this.bits() * 0x1fffff]);
      case 'double':
        return this.pick([0, -1.5, Math.PI, 1e300, this.bits() / 7]);
      case 'Bool':
        return this.below(2) === 0;
      case 'true':
        return true;
      case 'string':
        return this.text();
      case 'bytes':
        return this.bytes(this.pick([0, 1, 3, 29, 64, 65, 200, 253, 254, 255, 1100]));
      case 'int128':
        return this.bytes(16);
      case 'int256':
        return this.bytes(32);
      case 'Object':
        return this.bytes(4 * this.below(20));
      case '!X':
        return depth > 2 ? { _: 'help.getConfig' } : this.object(this.pick(this.methods), depth + 1);
    }
    const bare = this.byName.get(type === '%mt_Message' ? 'mt_message' : type);
    if (bare !== undefined) return this.object(bare, depth + 1);
    return this.object(this.pick(this.choices(type, depth)), depth + 1);
  }

  /** Deep inside only the constructors that end soonest, so that every value ends. */
  private choices(type: string, depth: number): SchemaEntry[] {
    const all = this.types.get(type) ?? [];
    if (depth < 3) return all;
    const lowest = Math.min(...all.map((entry) => this.height(entry)));
    return all.filter((entry) => this.height(entry) === lowest);
  }

  private findHeights(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (const [type, list] of this.types) {
        const height = Math.min(...list.map((entry) => this.height(entry)));
        if (height < (this.heights.get(type) ?? Infinity)) {
          this.heights.set(type, height);
          changed = true;
        }
      }
    }
  }

  private height(entry: SchemaEntry): number {
    const needed = entry.params.filter((param) => /^[\w.]+$/.test(param.type) && this.types.has(param.type));
    return 1 + Math.max(0, ...needed.map((param) => this.heights.get(param.type) ?? Infinity));
  }

  private text(): string {
    const piece = this.pick(['', 'a', 'hello', 'привет', '🎉👍', 'é', '中文字', 'a somewhat longer text of plain letters ']);
    return piece.repeat(this.pick([1, 1, 1, 2, 7]));
  }

  private bytes(length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i++) out[i] = this.below(256);
    return out;
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  private bits(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state;
  }

  private below(limit: number): number {
    return Math.floor((this.bits() / 0x100000000) * limit);
  }
}

export function fieldName(name: string): string {
  return name.replace(/_([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `encode` for values that the tests make without their static type. */
export function encodeAny(value: object): Uint8Array {
  return encode(value as Parameters<typeof encode>[0]);
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
