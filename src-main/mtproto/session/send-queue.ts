import type { Query } from './query.ts';

/**
 * Queries waiting to be sent: re-sent ones first, then by priority, in the order of submission. It also knows the unfinished
 * calls of each chain, because a call names its predecessor when it is sent.
 */
export class SendQueue {
  readonly #lanes: [Query[], Query[], Query[]] = [[], [], []];
  /** Order of submission; re-sent queries keep theirs. */
  readonly #order = new Map<Query, number>();
  readonly #waiting = new Set<Query>();
  readonly #chains = new Map<string, Query[]>();
  /** Chained queries that are sent only when nothing unfinished is before them. */
  readonly #patient = new Set<Query>();
  #submitted = 0;

  /** Queries that wait, not those that were sent. */
  get length(): number {
    return this.#waiting.size;
  }

  submit(query: Query): void {
    this.restore(query, this.#submitted++);
  }

  /** Takes a finished query up again, in the place that `finish` returned. */
  restore(query: Query, place: number): void {
    this.#order.set(query, place);
    this.putBack([query]);
    if (query.chain === undefined) return;
    const chain = this.#chains.get(query.chain);
    if (chain === undefined) this.#chains.set(query.chain, [query]);
    else chain.splice(this.#indexFor(chain, place), 0, query);
  }

  /** Puts sent queries back in front, in their old order. */
  putBack(queries: readonly Query[]): void {
    for (const query of queries) {
      const order = this.#order.get(query);
      if (order === undefined || this.#waiting.has(query)) continue;
      this.#waiting.add(query);
      const lane = this.#lanes[query.priority];
      lane.splice(this.#indexFor(lane, order), 0, query);
    }
  }

  /**
   * Takes waiting queries as long as `accept` takes them. `skip` leaves a query where it is and goes on, `stop` ends.
   */
  take(accept: (query: Query) => 'take' | 'skip' | 'stop'): void {
    for (const lane of this.#lanes) {
      if (lane.length === 0) continue;
      let kept = 0;
      let index = 0;
      let stopped = false;
      for (; index < lane.length; index++) {
        const query = lane[index] as Query;
        const verdict = this.#waiting.has(query) ? accept(query) : 'take';
        if (verdict === 'stop') {
          stopped = true;
          break;
        }
        if (verdict === 'take') this.#waiting.delete(query);
        else lane[kept++] = query;
      }
      if (index > kept) lane.splice(kept, index - kept);
      if (stopped) return;
    }
  }

  /** Whether a chain has unfinished calls. */
  hasChain(chain: string): boolean {
    return this.#chains.has(chain);
  }

  /** The call that a chained one has to wait for, if that is unfinished. */
  predecessor(query: Query): Query | undefined {
    if (query.chain === undefined) return undefined;
    const chain = this.#chains.get(query.chain);
    return chain?.[chain.indexOf(query) - 1];
  }

  isWaiting(query: Query): boolean {
    return this.#waiting.has(query);
  }

  /** Whether a query was told to wait until nothing unfinished is before it. */
  isPatient(query: Query): boolean {
    return this.#patient.has(query);
  }

  bePatient(query: Query): void {
    this.#patient.add(query);
  }

  /** Forgets a query that is finished or cancelled. Returns its place, undefined when it was not there. */
  finish(query: Query): number | undefined {
    const place = this.#order.get(query);
    this.#waiting.delete(query);
    this.#order.delete(query);
    this.#patient.delete(query);
    if (query.chain === undefined) return place;
    const chain = this.#chains.get(query.chain);
    if (chain === undefined) return place;
    const index = chain.indexOf(query);
    if (index >= 0) chain.splice(index, 1);
    if (chain.length === 0) this.#chains.delete(query.chain);
    return place;
  }

  /** Every unfinished query, sent or not, in order of submission; forgets them all. */
  drain(): Query[] {
    const all = [...this.#order].sort((a, b) => a[1] - b[1]).map(([query]) => query);
    for (const lane of this.#lanes) lane.length = 0;
    this.#order.clear();
    this.#waiting.clear();
    this.#chains.clear();
    this.#patient.clear();
    return all;
  }

  /** Where a query of this place belongs; looked for from the end, because most are new. */
  #indexFor(queries: readonly Query[], place: number): number {
    let index = queries.length;
    while (index > 0 && this.#orderOf(queries[index - 1]) > place) index--;
    return index;
  }

  #orderOf(query: Query | undefined): number {
    return query === undefined ? Infinity : (this.#order.get(query) ?? Infinity);
  }
}
