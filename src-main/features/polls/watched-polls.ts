import { drop } from '#shared/assert.ts';
import { isPollClosed } from '#shared/model/index.ts';
import type { MessageId, PeerId, Poll } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import { isTransient } from '../journal/index.ts';

type Context = Pick<ChatContext, 'store' | 'client' | 'updates' | 'clock'>;

/** The results of a poll on the screen are asked for so often: the updates that bring them have no numbers, and not everybody gets all. */
const PERIOD_MS = 45_000;
/** Asked for within this time, results are not asked for again only because the poll comes back to the screen. */
const FRESH_MS = 30_000;
/** How long after its time a poll is asked for the results in the end. */
const CLOSING_MS = 1_000;
const MOST_KNOWN = 500;

interface Watched {
  peerId: PeerId;
  id: MessageId;
  watchers: number;
  cancel: (() => void) | undefined;
}

/** Keeps the results of polls up to date while they are looked at (core.telegram.org/method/messages.getPollResults). */
export class WatchedPolls {
  readonly #context: Context;
  readonly #watched = new Map<string, Watched>();
  /** When which poll was last asked for, unix ms; and those that are closed and were asked for since. */
  readonly #asked = new Map<string, number>();
  readonly #final = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** The poll of a message is on the screen until the returned function is called. */
  watch(peerId: PeerId, id: MessageId): () => void {
    const poll = this.#poll(peerId, id);
    if (poll === undefined || id < 0) return () => undefined;
    const watched = this.#watched.get(poll.id) ?? { peerId, id, watchers: 0, cancel: undefined };
    watched.watchers += 1;
    this.#watched.set(poll.id, watched);
    if (watched.watchers === 1) this.#schedule(poll, watched);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      watched.watchers -= 1;
      if (watched.watchers > 0) return;
      watched.cancel?.();
      this.#watched.delete(poll.id);
    };
  }

  /** What is known of the poll of a message may be wrong. */
  doubt(peerId: PeerId, id: MessageId): void {
    const poll = this.#poll(peerId, id);
    if (poll !== undefined) drop(this.#ask(poll, peerId, id));
  }

  dispose(): void {
    for (const { cancel } of this.#watched.values()) cancel?.();
    this.#watched.clear();
  }

  #poll(peerId: PeerId, id: MessageId): Poll | undefined {
    const media = this.#context.store.messages.get(peerId, id)?.media;
    return media?.kind === 'poll' ? media.poll : undefined;
  }

  /** When the poll is asked for next: at once when that was long ago, at its end, or after a period. */
  #schedule(poll: Poll, watched: Watched): void {
    const { clock, client } = this.#context;
    const isClosed = isPollClosed(poll, client.serverTime());
    if (isClosed && this.#final.has(poll.id)) return;
    const asked = this.#asked.get(poll.id);
    const since = asked === undefined ? Infinity : clock.now() - asked;
    const regular = since >= FRESH_MS ? 0 : Math.max(0, PERIOD_MS - since);
    const atEnd = poll.closeDate === undefined || isClosed ? Infinity : (poll.closeDate - client.serverTime()) * 1000 + CLOSING_MS;
    watched.cancel = clock.schedule(isClosed ? 0 : Math.min(regular, Math.max(0, atEnd)), () => drop(this.#turn(poll.id, watched)));
  }

  async #turn(pollId: string, watched: Watched): Promise<void> {
    const poll = this.#poll(watched.peerId, watched.id);
    if (poll === undefined) return;
    await this.#ask(poll, watched.peerId, watched.id);
    const next = this.#poll(watched.peerId, watched.id);
    if (this.#watched.get(pollId) === watched && next !== undefined) this.#schedule(next, watched);
  }

  async #ask(poll: Poll, peerId: PeerId, id: MessageId): Promise<void> {
    const { store, client, updates, clock } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    this.#asked.set(poll.id, clock.now());
    for (const key of [...this.#asked.keys()].slice(0, -MOST_KNOWN)) this.#asked.delete(key);
    try {
      // The hash lets the server leave out the question and the answers.
      const answer = await client.call({ _: 'messages.getPollResults', peer, msgId: id, pollHash: BigInt(poll.hash) }, { timeoutMs: 20_000, priority: 'low' });
      updates.feed(answer);
    } catch (error) {
      if (isTransient(error)) return;
    }
    const after = this.#poll(peerId, id);
    if (after !== undefined && isPollClosed(after, client.serverTime())) this.#final.add(poll.id);
  }
}
