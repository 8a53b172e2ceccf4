import { drop } from '#shared/assert.ts';
import type { TopicHandlers } from '#shared/ipc/handlers.ts';
import type { Peer, PeerId } from '#shared/model/index.ts';
import type { Logger, MtprotoClient } from '../../mtproto/index.ts';
import { mapPeerId } from '../../store/map/index.ts';
import type { Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { isEnding } from '../journal/index.ts';

/** Bounds of the time until it is asked again, whatever the server says. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 86_400_000;

export interface PromoContext {
  client: Pick<MtprotoClient, 'call' | 'onConfig' | 'serverTime'>;
  store: Pick<Store, 'peers' | 'dialogs' | 'onChange'>;
  clock: Clock;
  log: Logger;
}

/**
 * The channel that whoever runs the MTProto proxy in use wants to be seen (core.telegram.org/method/help.getPromoData). It is asked for
 * again when the answer expires and when the configuration is, which a change of the proxy causes.
 */
export class Promo {
  readonly #context: PromoContext;
  readonly #listeners = new Set<() => void>();
  readonly #stops: (() => void)[];
  #sponsor: PeerId | undefined;
  #cancel: (() => void) | undefined;
  #asked = 0;
  #disposed = false;

  constructor(context: PromoContext) {
    const { client, store } = context;
    this.#context = context;
    this.#stops = [client.onConfig(() => drop(this.#ask())), store.onChange(() => this.#told())];
  }

  start(): void {
    drop(this.#ask());
  }

  topics(): Pick<TopicHandlers, 'promo.sponsor'> {
    return {
      'promo.sponsor': (_input, emit) => {
        let shown: string | undefined;
        const show = (): void => {
          const sponsor = this.#shown();
          const text = JSON.stringify(sponsor);
          if (text === shown) return;
          shown = text;
          emit(sponsor);
        };
        show();
        this.#listeners.add(show);
        return { retune: () => undefined, dispose: () => this.#listeners.delete(show) };
      },
    };
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
    for (const stop of this.#stops) stop();
    this.#listeners.clear();
  }

  /** Who is in the channel sees it in the list anyway. */
  #shown(): Peer | null {
    if (this.#sponsor === undefined || this.#context.store.dialogs.has(this.#sponsor)) return null;
    return this.#context.store.peers.get(this.#sponsor) ?? null;
  }

  #told(): void {
    if (this.#sponsor !== undefined) for (const listener of [...this.#listeners]) listener();
  }

  async #ask(): Promise<void> {
    const { client, store, clock, log } = this.#context;
    const number = ++this.#asked;
    this.#cancel?.();
    let wait = SHORTEST_MS;
    try {
      const answer = await client.call({ _: 'help.getPromoData' }, { priority: 'low' });
      if (this.#disposed || number !== this.#asked) return;
      wait = (answer.expires - client.serverTime()) * 1000;
      const sponsor = answer._ === 'help.promoData' && answer.proxy === true && answer.peer !== undefined ? mapPeerId(answer.peer) : undefined;
      if (answer._ === 'help.promoData') store.peers.apply(answer.users, answer.chats);
      this.#sponsor = sponsor;
      for (const listener of [...this.#listeners]) listener();
    } catch (error) {
      if (this.#disposed || number !== this.#asked || isEnding(error)) return;
      log.info('the sponsor of the proxy could not be loaded', { error: error instanceof Error ? error.name : 'unknown' });
    }
    this.#cancel = clock.schedule(Math.min(Math.max(wait, SHORTEST_MS), LONGEST_MS), () => drop(this.#ask()));
  }
}
