import { aesRounds } from './aes-tables.ts';

/**
 * Where the module keeps things in its memory, in bytes. The tables and keys of one direction lie together. The text goes to
 * `data` and comes out at `result`, two blocks before: over what has been used.
 */
export const layout = {
  encrypt: { tables: 0, last: 4096, keys: 8192 },
  decrypt: { tables: 8448, last: 12_544, keys: 16_640 },
  /** The block before the first of the output, then that of the input, which `data` follows. */
  chain: 16_896,
  result: 16_896,
  data: 16_928,
} as const;

/**
 * Words of tables, keys and state are rotated left by this many bits: the lowest byte is then an offset into a table of words
 * as it stands.
 */
export const turn = 2;

/** What the module exports; both functions take the length of the data in bytes, at least one block. */
export interface IgeExports {
  memory: WebAssembly.Memory;
  encrypt(length: number): void;
  decrypt(length: number): void;
}

/**
 * Writes a WebAssembly module that runs AES-256-IGE over its memory, with all rounds unrolled and one table for each row. What
 * limits it is the number of instructions per round, about eighty, before the time that each block waits for the last one.
 * It is made here and not shipped as a file, so that nothing has to be found at run time, bundled or not.
 */
export function igeModule(): Uint8Array<ArrayBuffer> {
  const code = [functionBody('encrypt'), functionBody('decrypt')];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    // One type: (i32) → ().
    ...section(1, [1, 0x60, 1, i32, 0]),
    ...section(3, [2, 0, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [3, ...name('memory'), 2, 0, ...name('encrypt'), 0, 0, ...name('decrypt'), 0, 1]),
    ...section(10, [code.length, ...code.flatMap((body) => [...unsigned(body.length), ...body])]),
  ]);
}

const i32 = 0x7f;
const and = 0x71;
const xor = 0x73;
const xor64 = 0x85;
const wrap = 0xa7;
const shrU = 0x76;
const rotl = 0x77;
const add = 0x6a;
const ltU = 0x49;

/** Local variables: the parameter, then the others in this order. */
const end = 0;
const at = 1;
type Words = readonly [number, number, number, number];
type Column = 0 | 1 | 2 | 3;
const columns: readonly Column[] = [0, 1, 2, 3];
const state: Words = [2, 3, 4, 5];
const next: Words = [6, 7, 8, 9];

/** Where a block and the one before lie, from where its result goes. */
const inputAt = layout.data - layout.result;
const previousAt = inputAt - 16;

function functionBody(direction: 'encrypt' | 'decrypt'): number[] {
  const body = new Code();
  body.get(end).constant(layout.result).put(add).set(end);
  body.constant(layout.result).set(at);
  for (const c of columns) body.constant(0).turned(layout.chain + c * 4).set(state[c]);
  body.put(0x03, 0x40);
  block(body, direction);
  body.get(at).constant(16).put(add).tee(at).get(end).put(ltU, 0x0d, 0);
  body.put(0x0b, 0x0b);
  return [1, ...unsigned(next[3]), i32, ...body.bytes];
}

/** One block: out = cipher(in ⊕ previous out) ⊕ previous in. Before and after it the state is the last output. */
function block(code: Code, direction: 'encrypt' | 'decrypt'): void {
  const { keys, tables, last } = layout[direction];
  const roundKey = (round: number, c: number): Code => code.constant(0).load(keys + (round * 4 + c) * 4);
  for (const c of columns) {
    code.get(at).turned(inputAt + c * 4);
    roundKey(0, c).put(xor).get(state[c]).put(xor).set(state[c]);
  }
  let [from, to]: [Words, Words] = [state, next];
  for (let round = 1; round < aesRounds; round++) {
    for (const c of columns) {
      substitute(roundKey(round, c), tables, direction, from, c);
      code.set(to[c]);
    }
    [from, to] = [to, from];
  }
  for (const c of columns) {
    code.get(at).turned(previousAt + c * 4);
    substitute(roundKey(aesRounds, c).put(xor), last, direction, from, c);
    code.set(to[c]);
  }
  for (const c of columns) code.get(at).get(to[c]).constant(32 - turn).put(rotl).store(c * 4);
}

/** Adds to what is on the stack: substitution, row shift and, by the tables of all rounds but the last, mixing of one column. */
function substitute(code: Code, tables: number, direction: 'encrypt' | 'decrypt', words: Words, c: Column): void {
  const lookUp = (row: Column): void => {
    // Rows are shifted left by encryption, right by decryption.
    code.get(words[((direction === 'encrypt' ? c + row : c - row + 4) % 4) as Column]);
    if (row === 1) code.constant(8).put(shrU);
    if (row === 2) code.constant(16).put(shrU);
    if (row === 3) code.constant(8).put(rotl);
    code.constant(0x3fc).put(and).load64(tables + row * 1024);
  };
  // A short tree of additions. In 64 bits: V8 loads the operand of a narrow one twice, for the sake of a trap that never comes.
  lookUp(0);
  lookUp(1);
  code.put(xor64);
  lookUp(2);
  lookUp(3);
  code.put(xor64, xor64, wrap, xor);
}

/** Instructions, appended one after the other: the app's start waits for them. */
class Code {
  readonly bytes: number[] = [];

  put(...bytes: number[]): this {
    this.bytes.push(...bytes);
    return this;
  }

  get(local: number): this {
    return this.put(0x20, local);
  }

  set(local: number): this {
    return this.put(0x21, local);
  }

  tee(local: number): this {
    return this.put(0x22, local);
  }

  constant(value: number): this {
    return this.put(0x41, ...signed(value));
  }

  load(offset: number): this {
    return this.put(0x28, 2, ...unsigned(offset));
  }

  /** Loads 32 bits as 64. */
  load64(offset: number): this {
    return this.put(0x35, 2, ...unsigned(offset));
  }

  store(offset: number): this {
    return this.put(0x36, 2, ...unsigned(offset));
  }

  /** Loads a word of the text from the address on the stack plus the offset. */
  turned(offset: number): this {
    return this.load(offset).constant(turn).put(rotl);
  }
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}

/** LEB128. */
function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    out.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return out;
}

function signed(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) return [...out, byte];
    out.push(byte | 0x80);
  }
}
