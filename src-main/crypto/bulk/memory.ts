/** Before the bytes lies room for the keys of the job at hand. */
export const secretsLength = 512;
const [authKeyLength, keyLength, counterLength] = [256, 32, 16];
const step = 32_768;
/** Memory that is kept for the next one. */
const maximumFree = 16 * 1024 * 1024;

/** Where the keys of a job lie: that of a packet, and that of AES-256-CTR with its counter. */
export function secretsIn(memory: SharedArrayBuffer): Record<'all' | 'authKey' | 'key' | 'counter', Uint8Array> {
  const all = new Uint8Array(memory, 0, secretsLength);
  const counterAt = authKeyLength + keyLength;
  return {
    all,
    authKey: all.subarray(0, authKeyLength),
    key: all.subarray(authKeyLength, counterAt),
    counter: all.subarray(counterAt, counterAt + counterLength),
  };
}

/** Shared memory that goes from hand to hand. */
export class BulkMemory {
  readonly #free = new Map<number, SharedArrayBuffer[]>();
  /** What is out, or rests here; whatever is not given back is collected like anything else. */
  readonly #resting = new WeakMap<SharedArrayBuffer, boolean>();
  #freeBytes = 0;

  take(length: number): Uint8Array {
    const capacity = secretsLength + Math.ceil(length / step) * step;
    const kept = this.#free.get(capacity)?.pop();
    if (kept !== undefined) this.#freeBytes -= capacity;
    const memory = kept ?? new SharedArrayBuffer(capacity);
    this.#resting.set(memory, false);
    return new Uint8Array(memory, secretsLength, length);
  }

  /** The memory under a view; undefined for other memory than ours. */
  under(bytes: Uint8Array): SharedArrayBuffer | undefined {
    const { buffer } = bytes;
    return buffer instanceof SharedArrayBuffer && this.#resting.get(buffer) === false ? buffer : undefined;
  }

  giveBack(bytes: Uint8Array): void {
    const memory = this.under(bytes);
    if (memory === undefined) return;
    this.#resting.set(memory, true);
    if (this.#freeBytes + memory.byteLength > maximumFree) return;
    this.#freeBytes += memory.byteLength;
    const others = this.#free.get(memory.byteLength);
    if (others === undefined) this.#free.set(memory.byteLength, [memory]);
    else others.push(memory);
  }

  /** Lets go of what rests. */
  clear(): void {
    this.#free.clear();
    this.#freeBytes = 0;
  }
}
