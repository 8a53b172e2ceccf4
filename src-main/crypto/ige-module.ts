import { aesRounds } from './aes-tables.ts';

/**
 * Where the module keeps things in its memory, in bytes. The tables and keys of one direction lie together; `data` is where
 * the text goes, which is replaced in place.
 */
export const layout = {
  encrypt: { tables: 0, box: 4096, keys: 4352 },
  decrypt: { tables: 8192, box: 12_288, keys: 12_544 },
  /** The block before the first: of the input, then of the output. */
  chain: 16_384,
  data: 16_448,
} as const;

/** What the module exports; both functions take the length of the data in bytes, at least one block. */
export interface IgeExports {
  memory: WebAssembly.Memory;
  encrypt(length: number): void;
  decrypt(length: number): void;
}

/**
 * Writes a WebAssembly module that runs AES-256-IGE over its memory, with all rounds unrolled and one table for each row.
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
const or = 0x72;
const xor = 0x73;
const shl = 0x74;
const shrU = 0x76;
const add = 0x6a;
const ltU = 0x49;

/** Local variables: the parameter, then the others in this order. */
const end = 0;
const at = 1;
const input = [2, 3, 4, 5];
const previousInput = [6, 7, 8, 9];
const previousOutput = [10, 11, 12, 13];
const state = [14, 15, 16, 17];
const next = [18, 19, 20, 21];

function functionBody(direction: 'encrypt' | 'decrypt'): number[] {
  const instructions = [
    ...[...get(end), ...constant(layout.data), add, ...set(end)],
    ...[...constant(layout.data), ...set(at)],
    ...columns((c) => [...constant(0), ...load(layout.chain + c * 4), ...set(previousInput[c] as number)]),
    ...columns((c) => [...constant(0), ...load(layout.chain + 16 + c * 4), ...set(previousOutput[c] as number)]),
    ...[0x03, 0x40],
    ...block(direction),
    ...[...get(at), ...constant(16), add, ...tee(at), ...get(end), ltU, 0x0d, 0],
    0x0b,
    0x0b,
  ];
  return [1, ...unsigned(next.at(-1) as number), i32, ...instructions];
}

/** One block: out = cipher(in ⊕ previous out) ⊕ previous in. */
function block(direction: 'encrypt' | 'decrypt'): number[] {
  const { keys } = layout[direction];
  const roundKey = (round: number, c: number): number[] => [...constant(0), ...load(keys + (round * 4 + c) * 4)];
  const code = columns((c) => [
    ...[...get(at), ...load(c * 4), ...tee(input[c] as number)],
    ...[...get(previousOutput[c] as number), xor, ...roundKey(0, c), xor, ...set(state[c] as number)],
  ]);
  let [from, to] = [state, next];
  for (let round = 1; round < aesRounds; round++) {
    code.push(...columns((c) => [...roundKey(round, c), ...mixed(direction, from, c), ...set(to[c] as number)]));
    [from, to] = [to, from];
  }
  code.push(
    ...columns((c) => [
      ...get(at),
      ...[...substituted(direction, from, c), ...roundKey(aesRounds, c), xor],
      ...[...get(previousInput[c] as number), xor, ...tee(previousOutput[c] as number), ...store(c * 4)],
      ...[...get(input[c] as number), ...set(previousInput[c] as number)],
    ]),
  );
  return code;
}

/** The column that row `row` of column `c` comes from: rows are shifted left by encryption, right by decryption. */
function source(direction: 'encrypt' | 'decrypt', words: readonly number[], c: number, row: number): number {
  return words[(direction === 'encrypt' ? c + row : c - row + 4) % 4] as number;
}

/** Adds to the round key on the stack: substitution, row shift and column mixing of one column. */
function mixed(direction: 'encrypt' | 'decrypt', words: readonly number[], c: number): number[] {
  const { tables } = layout[direction];
  const lookup = (row: number): number[] => {
    const word = get(source(direction, words, c, row));
    // The byte of that row, times four.
    const index = row === 0 ? [...word, ...constant(2), shl] : [...word, ...constant(row * 8 - 2), shrU];
    return [...index, ...constant(0x3fc), and, ...load(tables + row * 1024)];
  };
  // A short tree of additions: each block waits for the one before, so that the longest path decides.
  return [...lookup(0), ...lookup(1), xor, ...lookup(2), ...lookup(3), xor, xor, xor];
}

/** Substitution and row shift alone, as the last round has it. */
function substituted(direction: 'encrypt' | 'decrypt', words: readonly number[], c: number): number[] {
  const { box } = layout[direction];
  return [0, 1, 2, 3].flatMap((row) => {
    const word = get(source(direction, words, c, row));
    const index = [...word, ...constant(row * 8), shrU, ...constant(0xff), and];
    return [...index, 0x2d, 0, ...unsigned(box), ...(row === 0 ? [] : [...constant(row * 8), shl, or])];
  });
}

function columns(code: (column: number) => number[]): number[] {
  return [0, 1, 2, 3].flatMap(code);
}

function get(local: number): number[] {
  return [0x20, local];
}

function set(local: number): number[] {
  return [0x21, local];
}

function tee(local: number): number[] {
  return [0x22, local];
}

function constant(value: number): number[] {
  return [0x41, ...signed(value)];
}

function load(offset: number): number[] {
  return [0x28, 2, ...unsigned(offset)];
}

function store(offset: number): number[] {
  return [0x36, 2, ...unsigned(offset)];
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
