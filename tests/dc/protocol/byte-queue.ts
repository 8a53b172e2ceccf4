/** Received bytes in arrival order; frames are cut from the front without copying when they lie in one chunk. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #head = 0;
  length = 0;

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The first `count` bytes without removing them; undefined while they have not all arrived. */
  peek(count: number): Buffer | undefined {
    if (this.length < count) return undefined;
    const first = this.#chunks[0];
    if (first !== undefined && first.length - this.#head >= count) return first.subarray(this.#head, this.#head + count);
    const joined = Buffer.concat([...(first ? [first.subarray(this.#head)] : []), ...this.#chunks.slice(1)], this.length);
    this.#chunks = [joined];
    this.#head = 0;
    return joined.subarray(0, count);
  }

  /** Removes and returns the first `count` bytes; undefined while they have not all arrived. */
  take(count: number): Buffer | undefined {
    const bytes = this.peek(count);
    if (bytes === undefined) return undefined;
    this.#head += count;
    this.length -= count;
    const first = this.#chunks[0];
    if (first !== undefined && this.#head === first.length) {
      this.#chunks.shift();
      this.#head = 0;
    }
    return bytes;
  }

  /** Everything that is here, removed. */
  takeAll(): Buffer {
    return this.take(this.length) ?? Buffer.alloc(0);
  }
}
