import fc from 'fast-check';
import { encode, type SchemaEntry, type tl } from '#tl';
import { expect } from 'vitest';
import { ValueMaker } from '../unit/tl/random-value.ts';

/**
 * Structure-aware fuzzing. `npm test` tries 2,000 cases, `npm run test:nightly` 100,000; `PETREL_FUZZ_CASES` and `PETREL_FUZZ_SEED` choose
 * others. What fails is printed with its seed and, as far as it can be made smaller, in its smallest form.
 */
const total = Number(process.env['PETREL_FUZZ_CASES'] ?? 2_000);
const seed = process.env['PETREL_FUZZ_SEED'];

/** What all cases of a target together may leave behind, bytes. */
const allowedGrowth = 24 * 1024 * 1024;

/** How many of all cases go to a target that gets this share. */
export function cases(share: number): number {
  return Math.max(2, Math.round(total * share));
}

/** How long the cases of a target may take, given the time of one in milliseconds. */
export function patience(share: number, each: number): number {
  return 60_000 + cases(share) * each * 10;
}

/** Bytes that are held after a collection. What is native, such as ciphers, is let go only when the event loop turns after one. */
async function held(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('Fuzzing needs --expose-gc');
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Settles as what is run. @throws Error when that takes longer than `limit`, in milliseconds: it may hang, and never end. */
async function finished(run: () => void | Promise<void>, limit: number): Promise<void> {
  const start = performance.now();
  const tooLong = new Error(`One case takes longer than ${limit} ms`);
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLong), limit);
  });
  try {
    await Promise.race([run(), hang]);
  } finally {
    clearTimeout(timer);
  }
  if (performance.now() - start > limit) throw tooLong;
}

/**
 * Tries `share` of all cases: none may throw, or leave much memory behind. `run` gets what `arbitrary` makes. A case that takes longer than
 * `slowest`, in milliseconds, is a hang; garbage collection and a busy machine are in that time.
 */
export async function fuzz<T>(share: number, arbitrary: fc.Arbitrary<T>, run: (value: T) => void | Promise<void>, slowest = 5_000): Promise<void> {
  const numRuns = cases(share);
  let done = 0;
  let before = 0;
  const tried = async (value: T): Promise<void> => {
    // What the first cases load and compile stays, and is no leak.
    if (done++ === numRuns >> 2) before = await held();
    await finished(() => run(value), slowest);
  };
  await fc.assert(fc.asyncProperty(arbitrary, tried), {
    numRuns,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
  expect((await held()) - before, 'bytes that are held longer than they should be').toBeLessThan(allowedGrowth);
}

// What is fed in.

const interesting = [0, 1, -1, 3, 4, 15, 16, 0x7f, 0xff, 0xffff, 0x7fff_ffff, -0x8000_0000, 0x1cb5_c415, 0x73f1_f8dc, 0x3072_cfa1, 0xf35c_6d01 | 0, 0xe060_46b2 | 0];

/** A change to bytes; positions are fractions of the length, so that they fit whatever they are applied to. */
export type Mutation =
  | { do: 'flip'; at: number; bit: number }
  | { do: 'int'; at: number; value: number }
  | { do: 'cut'; at: number }
  | { do: 'insert'; at: number; bytes: Uint8Array }
  | { do: 'repeat'; at: number; length: number };

const fraction = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ do: fc.constant('flip' as const), at: fraction, bit: fc.nat(7) }),
  fc.record({ do: fc.constant('int' as const), at: fraction, value: fc.oneof(fc.constantFrom(...interesting), fc.integer()) }),
  fc.record({ do: fc.constant('cut' as const), at: fraction }),
  fc.record({ do: fc.constant('insert' as const), at: fraction, bytes: fc.uint8Array({ maxLength: 64 }) }),
  fc.record({ do: fc.constant('repeat' as const), at: fraction, length: fc.nat(64) }),
);

export const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

/** The bytes with changes made one after the other. */
export function mutate(bytes: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  let out = Buffer.from(bytes);
  for (const change of changes) {
    const at = Math.floor(change.at * out.length);
    if (change.do === 'cut') out = out.subarray(0, at);
    else if (change.do === 'insert') out = Buffer.concat([out.subarray(0, at), change.bytes, out.subarray(at)]);
    else if (change.do === 'repeat') out = Buffer.concat([out.subarray(0, at + change.length), out.subarray(at)]);
    else if (change.do === 'flip' && out.length > 0) out[at] = (out[at] ?? 0) ^ (1 << change.bit);
    // Fields of messages lie at multiples of four.
    else if (change.do === 'int' && out.length >= 4) out.writeInt32LE(change.value | 0, Math.min(at & ~3, out.length - 4));
  }
  return new Uint8Array(out);
}

const maker = new ValueMaker();
const chosen = (wanted: (entry: SchemaEntry) => boolean): SchemaEntry[] => maker.entries.filter(wanted);
const known = {
  service: chosen(({ kind, name }) => kind === 'constructor' && name.startsWith('mt_')),
  updates: chosen(({ kind, type }) => kind === 'constructor' && type === 'Updates'),
  object: chosen(({ kind }) => kind === 'constructor'),
  method: chosen(({ kind }) => kind === 'method'),
};

/** Encoded values of the schema: service messages, containers of updates, anything, or calls. */
export function encoded(what: keyof typeof known): fc.Arbitrary<Uint8Array> {
  return fc
    .record({ index: fc.nat(known[what].length - 1), seed: fc.nat(), fill: fc.constantFrom('none', 'all', 'random') })
    .map(({ index, seed: own, fill }) => encode(maker.make(known[what][index], own, fill) as unknown as tl.TlObject));
}

/** A value of a constructor or method chosen by name. */
export function made(what: keyof typeof known, wanted: (entry: SchemaEntry) => boolean): fc.Arbitrary<tl.TlObject> {
  const list = known[what].filter(wanted);
  return fc
    .record({ index: fc.nat(list.length - 1), seed: fc.nat(), fill: fc.constantFrom('none', 'all', 'random') })
    .map(({ index, seed: own, fill }) => maker.make(list[index], own, fill) as unknown as tl.TlObject);
}
