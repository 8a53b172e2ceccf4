import { AppError } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import { takeMessages } from '../messages/index.ts';
import { listHash } from '../paging/index.ts';

/** For how long what was read is taken as still true. */
const FRESH_MS = 60_000;
/** How often a queue is read again when it changes while it is read. */
const ATTEMPTS = 3;

/**
 * The queues of the server as they are stored here (core.telegram.org/method/messages.getScheduledHistory). Their updates carry no
 * number: what may have been missed is asked for again, by a hash of what is known.
 */
export class ScheduledQueues {
  readonly #context: ChatContext;
  readonly #gone: (peerId: PeerId) => ReadonlySet<MessageId>;
  readonly #freshUntil = new Map<PeerId, number>();
  readonly #running = new Map<PeerId, Promise<void>>();

  /** `gone`: what was deleted here, though the server may not have heard of it. */
  constructor(context: ChatContext, gone: (peerId: PeerId) => ReadonlySet<MessageId>) {
    this.#context = context;
    this.#gone = gone;
  }

  /** Everything may have changed unseen. */
  forget(): void {
    this.#freshUntil.clear();
  }

  /** Reads a queue, unless that was done a moment ago. Rejects with the error of the call. */
  async refresh(peerId: PeerId): Promise<void> {
    if ((this.#freshUntil.get(peerId) ?? 0) > this.#context.clock.now()) return;
    await this.fetch(peerId);
  }

  /** Reads a queue from the server. Rejects with the error of the call. */
  fetch(peerId: PeerId): Promise<void> {
    const running = this.#running.get(peerId);
    if (running !== undefined) return running;
    const work = this.#fetch(peerId).finally(() => this.#running.delete(peerId));
    this.#running.set(peerId, work);
    return work;
  }

  async #fetch(peerId: PeerId): Promise<void> {
    const { store, client, clock } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat is not known here.' });
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      let changed = false;
      const stop = store.onChange((changes) => {
        changed ||= changes.scheduled.has(peerId);
      });
      try {
        const facts = store.scheduled.facts(peerId);
        const hash = listHash(facts.flatMap(({ id, editDate, date }) => [id, editDate, date]));
        const answer = await client.call({ _: 'messages.getScheduledHistory', peer, hash }, { timeoutMs: 20_000 });
        // What an update has told meanwhile may be newer than the answer.
        if (changed) continue;
        if (answer._ !== 'messages.messagesNotModified') {
          const gone = this.#gone(peerId);
          store.transaction(() => {
            const { mapped } = takeMessages(store, answer, peerId);
            store.scheduled.replace(peerId, mapped.filter(({ message }) => !gone.has(message.id)));
          });
        }
        this.#freshUntil.set(peerId, clock.now() + FRESH_MS);
        return;
      } finally {
        stop();
      }
    }
  }
}
