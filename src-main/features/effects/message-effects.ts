import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { MessageEffect } from '#shared/ipc/effects.ts';
import type { ChatContext } from '../context.ts';

const KEY = 'effects';
const FRESH_MS = 3_600_000;

interface Kept {
  /** What the server calls this state of the list. */
  hash: number;
  effects: { id: string; emoji: string; premium?: true }[];
}

type Context = Pick<ChatContext, 'client' | 'clock' | 'store'>;

/**
 * The effects that messages in private chats can have (core.telegram.org/api/effects): kept, and asked for again once an hour at most, or
 * once for each effect that is not among them.
 */
export class MessageEffects {
  readonly #context: Context;
  readonly #listeners = new Set<() => void>();
  /** Effects that were asked about in this run. */
  readonly #unknown = new Set<string>();
  readonly #stop: () => void;
  #askedAt: number | undefined;
  #asking = false;

  constructor(context: Context) {
    this.#context = context;
    this.#stop = context.store.onChange((changes) => {
      // Who pays has more of them.
      if (changes.self) this.#changed();
    });
  }

  calls(): Pick<CallHandlers, 'effects.refresh'> {
    return { 'effects.refresh': ({ unknown }) => this.#refresh(unknown) };
  }

  topics(): Pick<TopicHandlers, 'effects.list'> {
    return {
      'effects.list': (_input, emit) => {
        let told = '';
        const tell = (): void => {
          const list = this.#list();
          const now = JSON.stringify(list);
          if (now === told) return;
          told = now;
          emit(list);
        };
        this.#listeners.add(tell);
        tell();
        return { retune: () => undefined, dispose: () => void this.#listeners.delete(tell) };
      },
    };
  }

  dispose(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #list(): MessageEffect[] {
    const pays = this.#context.store.peers.self()?.isPremium === true;
    return this.#kept().effects.map(({ id, emoji, premium }) => ({ id, emoji, usable: pays || premium !== true }));
  }

  #kept(): Kept {
    const kept = this.#context.store.meta.get(KEY);
    const none: Kept = { hash: 0, effects: [] };
    if (typeof kept !== 'object' || kept === null) return none;
    const { hash, effects } = kept as Partial<Kept>;
    return typeof hash === 'number' && Array.isArray(effects) ? { hash, effects } : none;
  }

  async #refresh(unknown: string | undefined): Promise<void> {
    const { clock, client, store } = this.#context;
    const kept = this.#kept();
    const isNews = unknown !== undefined && !this.#unknown.has(unknown) && !kept.effects.some(({ id }) => id === unknown);
    const isFresh = this.#askedAt !== undefined && clock.now() - this.#askedAt < FRESH_MS;
    if (this.#asking || (isFresh && !isNews)) return;
    this.#asking = true;
    try {
      const answer = await client.call({ _: 'messages.getAvailableEffects', hash: kept.hash }, { timeoutMs: 8_000 });
      this.#askedAt = clock.now();
      if (unknown !== undefined) this.#unknown.add(unknown);
      if (answer._ === 'messages.availableEffectsNotModified') return;
      const effects = answer.effects.map(({ id, emoticon, premiumRequired }) => ({
        id: id.toString(), emoji: emoticon, ...(premiumRequired === true ? { premium: true as const } : {}),
      }));
      store.transaction(() => store.meta.set(KEY, { hash: answer.hash, effects } satisfies Kept));
      this.#changed();
    } catch {
      // What is known stands; it is asked again when it is needed the next time.
    } finally {
      this.#asking = false;
    }
  }

  #changed(): void {
    for (const tell of this.#listeners) tell();
  }
}
