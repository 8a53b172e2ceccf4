/** Smaller messages take no time worth counting, bytes. */
const counted = 16 * 1024;
/** The slowest line that is borne with, bytes a millisecond. */
const slowest = 8;
/** How much slower than it once was a line may become. */
const slack = 4;
/** Longest time that what is on its way is waited for, milliseconds. */
const longest = 60_000;

/**
 * How long what a session has sent may be on its way: a part of a file is answered when all of it has arrived, and a slow line is
 * silent until then without being dead.
 */
export class UploadPace {
  #unanswered = 0;
  #fastest = slowest;

  sent(bytes: number): void {
    if (bytes >= counted) this.#unanswered += bytes;
  }

  /** It is answered, or nobody waits for the answer any more. */
  over(bytes: number): void {
    if (bytes >= counted) this.#unanswered -= bytes;
  }

  /** An answer came so long after the message had been handed to the line, milliseconds. */
  answered(bytes: number, after: number): void {
    if (bytes >= counted) this.#fastest = Math.max(this.#fastest, bytes / Math.max(1, after));
  }

  /** Milliseconds of silence that the bytes on their way explain. */
  get patience(): number {
    return Math.min(longest, (this.#unanswered * (this.#fastest > slowest ? slack : 1)) / this.#fastest);
  }
}
