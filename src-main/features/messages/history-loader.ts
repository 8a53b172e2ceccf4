import type { MessageId } from '#shared/model/index.ts';
import { AppError, sectionKey } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import { messagesOf } from './answers.ts';
import { Flight } from './flight.ts';
import type { HistoryPlace } from './history-anchor.ts';
import { applyPage, historyRequest } from './history-page.ts';
import type { AppliedPage, HistoryNeed } from './history-page.ts';

/** How long a page is waited for before the person hears that there is no connection. */
const PATIENCE_MS = 10_000;
/** A page whose anchor was deleted is asked for again from the next older message, and one that was overtaken once more, this often. */
const ATTEMPTS = 5;

/** Fetches missing parts of histories. The same part asked for twice is fetched once. */
export class HistoryLoader {
  readonly #context: ChatContext;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** Resolves when the part is stored. Rejects with the error of the call; what is stored stays. */
  load(place: HistoryPlace, need: HistoryNeed, priority: 'high' | 'low' = 'high'): Promise<void> {
    const where = `${place.peerId} ${sectionKey(place.section)}`;
    const key = need.kind === 'newest' ? `${where} newest` : `${where} ${need.kind} ${need.id}`;
    const running = this.#underWay.get(key);
    if (running !== undefined) return running;
    const promise = this.#load(place, need, priority).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, promise);
    return promise;
  }

  async #load(place: HistoryPlace, need: HistoryNeed, priority: 'high' | 'low'): Promise<void> {
    let current = need;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const page = await this.#fetch(place, current, priority);
      if (page.overtaken) continue;
      if (!page.anchorGone || current.kind !== 'newer') return;
      const lower = this.#nextLower(place, current.id);
      current = lower === undefined ? { kind: 'around', id: current.id } : { kind: 'newer', id: lower };
    }
  }

  async #fetch(place: HistoryPlace, need: HistoryNeed, priority: 'high' | 'low'): Promise<AppliedPage> {
    const { store, client } = this.#context;
    const { peerId } = place;
    const request = historyRequest(store.peers, place, need);
    if (request === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat is not known here.' });
    const flight = new Flight(store, place);
    try {
      const answer = messagesOf(await client.call(request, { timeoutMs: PATIENCE_MS, priority }));
      // What is newer than the channel's box has brought comes from the box, which counts it.
      if (answer._ === 'messages.channelMessages') await this.#context.updates.catchUpChannel(peerId, answer.pts);
      return applyPage(store, place, need, answer, flight);
    } finally {
      flight.end();
    }
  }

  #nextLower({ peerId, section }: HistoryPlace, id: MessageId): MessageId | undefined {
    const range = this.#context.store.ranges.around(peerId, id, sectionKey(section));
    if (range === undefined) return undefined;
    return this.#context.store.messages.around(peerId, id, 1, 0, section).messages.findLast(
      (message) => message.id > 0 && message.id < id,
    )?.id;
  }
}
