import type { SearchDocument } from './documents.ts';

/** A row whose entry in the index changes when the transaction commits. */
export interface IndexChange {
  /** What the index holds now; undefined when the row is not in it. */
  before: SearchDocument | undefined;
  after: SearchDocument | undefined;
  /** Set for a message that this transaction has stored: its row. */
  rowId?: number;
}

/**
 * Changes of an index that wait for the end of the transaction: FTS5 writes a piece of its own whenever row ids do not ascend, so
 * they are gathered and written in order. Within the transaction they follow its savepoints.
 */
export class IndexWork {
  /** By row id of the index. */
  readonly messages = new Map<number, IndexChange>();
  readonly peers = new Map<number, IndexChange>();

  get isEmpty(): boolean {
    return this.messages.size === 0 && this.peers.size === 0;
  }

  message(id: number, change: IndexChange): void {
    merge(this.messages, id, change);
  }

  peer(id: number, change: IndexChange): void {
    merge(this.peers, id, change);
  }

  /** Takes over the work of an inner transaction. */
  join(inner: IndexWork): void {
    for (const [id, change] of inner.messages) merge(this.messages, id, change);
    for (const [id, change] of inner.peers) merge(this.peers, id, change);
  }
}

function merge(changes: Map<number, IndexChange>, id: number, change: IndexChange): void {
  const earlier = changes.get(id);
  changes.set(id, earlier === undefined ? change : { ...earlier, after: change.after });
}
