import type { BoxMessage, Content, WorldWebPage } from './model.ts';
import type { PeerKey } from './peers.ts';

/**
 * Update boxes (core.telegram.org/api/updates): one per account for private chats and basic groups, one per channel.
 * Every change takes exactly one pts, so that a limited difference can cut anywhere; a push may carry several at once.
 */

export type BoxChange =
  | { kind: 'new'; message: BoxMessage }
  | { kind: 'edit'; message: BoxMessage }
  | { kind: 'delete'; id: number }
  | { kind: 'readInbox'; peer: PeerKey; maxId: number; unread: number; folderId: number }
  | { kind: 'readOutbox'; peer: PeerKey; maxId: number }
  | { kind: 'contents'; id: number }
  | { kind: 'pin'; peer: PeerKey; id: number; pinned: boolean }
  | { kind: 'webpage'; page: WorldWebPage }
  | { kind: 'folder'; peer: PeerKey; folderId: number }
  /** Advances the counter with nothing to tell: an update that this layer cannot express. */
  | { kind: 'void' };

export interface BoxEvent {
  pts: number;
  /** Unix seconds. */
  date: number;
  change: BoxChange;
}

export class MessageBox {
  readonly ownerId: number;
  /** The value after the newest event. An empty box stands at 1. */
  pts = 1;
  /** Date of the newest event, 0 when there was none. */
  lastDate = 0;
  /** How many events are kept; older ones are answered with TooLong. */
  keep = 100_000;
  readonly byId = new Map<number, BoxMessage>();
  readonly #threads = new Map<PeerKey, BoxMessage[]>();
  /** Answers by the message on top of their thread, ids ascending. */
  readonly #answers = new Map<number, BoxMessage[]>();
  #events: BoxEvent[] = [];
  #lastId = 0;

  constructor(ownerId: number) {
    this.ownerId = ownerId;
  }

  get lastId(): number {
    return this.#lastId;
  }

  /** The pts from which a difference can still be told. */
  get oldestPts(): number {
    return this.pts - this.#events.length;
  }

  /** Puts a new copy into the box (no event yet). */
  add(peer: PeerKey, content: Content, out: boolean): BoxMessage {
    const message: BoxMessage = { id: ++this.#lastId, peer, ownerId: this.ownerId, content, out };
    content.copies.push(message);
    this.byId.set(message.id, message);
    const thread = this.#threads.get(peer);
    if (thread) thread.push(message);
    else this.#threads.set(peer, [message]);
    return message;
  }

  remove(message: BoxMessage): void {
    message.deleted = true;
    this.byId.delete(message.id);
    const thread = this.#threads.get(message.peer);
    const at = thread ? indexAtLeast(thread, message.id) : -1;
    if (thread && thread[at] === message) thread.splice(at, 1);
    const answers = message.topId === undefined ? undefined : this.#answers.get(message.topId);
    if (answers?.includes(message)) answers.splice(answers.indexOf(message), 1);
    const copies = message.content.copies;
    const copy = copies.indexOf(message);
    if (copy >= 0) copies.splice(copy, 1);
  }

  /** Makes a message part of the thread below another one. */
  joinThread(message: BoxMessage, topId: number): void {
    message.topId = topId;
    const answers = this.#answers.get(topId);
    if (answers) answers.push(message);
    else this.#answers.set(topId, [message]);
  }

  /** What was answered below a message, ids ascending. The array is live: do not change it. */
  answers(topId: number): readonly BoxMessage[] {
    return this.#answers.get(topId) ?? [];
  }

  /** The chat's messages, ids ascending. The array is live: do not change it. */
  thread(peer: PeerKey): readonly BoxMessage[] {
    return this.#threads.get(peer) ?? [];
  }

  peers(): Iterable<PeerKey> {
    return this.#threads.keys();
  }

  append(change: BoxChange, date: number): BoxEvent {
    const event: BoxEvent = { pts: ++this.pts, date, change };
    this.lastDate = Math.max(this.lastDate, date);
    this.#events.push(event);
    if (this.#events.length > this.keep * 1.25 + 16) this.#events = this.#events.slice(-this.keep);
    return event;
  }

  /** The events after `pts`, at most `limit` of them; undefined when the log does not reach back that far. */
  after(pts: number, limit: number): readonly BoxEvent[] | undefined {
    const behind = this.pts - pts;
    if (behind > this.#events.length || behind > this.keep) return undefined;
    if (behind <= 0) return [];
    const start = this.#events.length - behind;
    return this.#events.slice(start, start + limit);
  }

  /** Forgets the log, as the real server does when it becomes too old. */
  forgetEvents(): void {
    this.#events = [];
  }
}

/** Position of the first message with an id ≥ `id` in an ascending list. */
export function indexAtLeast(thread: readonly BoxMessage[], id: number): number {
  let low = 0;
  let high = thread.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((thread[middle] as BoxMessage).id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
