/** One page of a list. `next` is the server's mark for the following page, where lists have one. */
export interface Page<Item, Marker> {
  items: readonly Item[];
  next?: Marker;
}

/**
 * Pages of a list whose server gives a mark for the next one (`next_offset`, an offset peer …). Yields the items that no page
 * before has brought. The list ends with a page that is empty, brings nothing new or has no mark: counts of the server are
 * estimates (core.telegram.org/api/offsets).
 */
export async function* pagesByMarker<Item, Marker>(options: {
  fetch(marker: Marker | undefined): Promise<Page<Item, Marker>>;
  idOf(item: Item): string | number | bigint;
}): AsyncGenerator<Item[], void, undefined> {
  const { fetch, idOf } = options;
  const seen = new Set<string | number | bigint>();
  let marker: Marker | undefined;
  for (;;) {
    const { items, next } = await fetch(marker);
    const fresh = items.filter((item) => {
      const known = seen.has(idOf(item));
      seen.add(idOf(item));
      return !known;
    });
    if (fresh.length === 0) return;
    yield fresh;
    // An empty mark is none; a short page alone says nothing, because servers leave out what may not be seen.
    if (next === undefined || next === '') return;
    marker = next;
  }
}

/** What a page of a history is asked for with. */
export interface HistoryOffset {
  offsetId: number;
  addOffset: number;
  limit: number;
}

/**
 * Pages of a list of messages, ids descending in each page, from one message towards the older or the newer ones, that one left out.
 * Messages that come or go meanwhile shift nothing, because each page starts at an id. Ends with an empty page or one that brings
 * nothing new (core.telegram.org/api/offsets).
 * @param from id to start at; 0 with `older` starts at the newest message
 */
export async function* historyPages<Item extends { id: number }>(options: {
  fetch(offset: HistoryOffset): Promise<readonly Item[]>;
  direction: 'older' | 'newer';
  from: number;
  limit: number;
}): AsyncGenerator<Item[], void, undefined> {
  const { fetch, direction, limit } = options;
  let at = options.from;
  for (;;) {
    const older = direction === 'older';
    // `add_offset` 0 leaves the message itself out; counted back from the id after it, it would be the first of the newer ones.
    const page = await fetch(older ? { offsetId: at, addOffset: 0, limit } : { offsetId: at + 1, addOffset: -limit, limit });
    const fresh = page.filter(({ id }) => (older ? at === 0 || id < at : id > at));
    if (fresh.length === 0) return;
    yield fresh;
    const ids = fresh.map(({ id }) => id);
    at = older ? Math.min(...ids) : Math.max(...ids);
  }
}
