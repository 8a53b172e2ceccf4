import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { LinkPreview } from '#shared/ipc/messages.ts';
import type { TopicHandlers } from '#shared/ipc/handlers.ts';
import { RpcError } from '../../mtproto/index.ts';
import { mapMedia } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';

/** How long what a link leads to is taken as still true, ms. */
const FRESH_MS = 5 * 60_000;
const MOST_KEPT = 50;
/** A page that is being made is asked for again after the server's date, at least this much later, and at most so often. */
const LEAST_WAIT_MS = 1_000;
const MOST_TRIES = 4;

type Answer = { media: tl.MessageMedia; at: number };

/**
 * Previews of links that are being written (core.telegram.org/method/messages.getWebPagePreview). A page that is still being made comes
 * with `updateWebPage`, or is asked for again.
 */
export class LinkPreviews {
  readonly #context: ChatContext;
  readonly #known = new Map<string, Answer>();
  readonly #watchers = new Set<(page: tl.WebPage) => void>();
  readonly #stop: () => void;

  constructor(context: ChatContext) {
    this.#context = context;
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind !== 'other') return;
      const { update } = event;
      if (update._ !== 'updateWebPage' && update._ !== 'updateChannelWebPage') return;
      for (const watcher of [...this.#watchers]) watcher(update.webpage);
    });
  }

  topics(): Pick<TopicHandlers, 'preview.page'> {
    return {
      'preview.page': (input, emit) => {
        let end = this.#follow(input.url, emit);
        return {
          retune: (next) => {
            end();
            end = this.#follow(next.url, emit);
          },
          dispose: () => end(),
        };
      },
    };
  }

  dispose(): void {
    this.#stop();
    this.#watchers.clear();
  }

  /** Tells of the preview of a link until the returned function is called. */
  #follow(url: string, emit: (event: LinkPreview) => void): () => void {
    const { clock } = this.#context;
    let ended = false;
    let pendingId: bigint | undefined;
    let cancel: (() => void) | undefined;
    const show = (media: tl.MessageMedia): void => {
      const page = media._ === 'messageMediaWebPage' ? media.webpage : undefined;
      pendingId = page?._ === 'webPagePending' ? page.id : undefined;
      const mapped = mapMedia(media);
      for (const file of mapped.files) this.#context.store.files.put(file);
      if (page?._ === 'webPagePending') emit({ url, state: 'pending' });
      else if (mapped.media?.kind === 'webPage') emit({ url, state: 'ready', page: mapped.media.page });
      else emit({ url, state: 'none' });
    };
    const watcher = (page: tl.WebPage): void => {
      if (page._ === 'webPageNotModified' || page._ === 'webPagePending' || page.id !== pendingId) return;
      const media: tl.MessageMedia = { _: 'messageMediaWebPage', webpage: page };
      this.#keep(url, media);
      show(media);
    };
    const ask = async (attempt: number): Promise<void> => {
      const media = await this.#ask(url);
      if (ended) return;
      show(media);
      if (media._ !== 'messageMediaWebPage' || media.webpage._ !== 'webPagePending' || attempt >= MOST_TRIES) return;
      const wait = media.webpage.date * 1000 - this.#context.client.serverTime() * 1000;
      cancel = clock.schedule(Math.max(LEAST_WAIT_MS * attempt, wait), () => {
        if (pendingId !== undefined) drop(ask(attempt + 1));
      });
    };
    this.#watchers.add(watcher);
    emit({ url, state: 'asking' });
    drop(ask(1));
    return () => {
      ended = true;
      cancel?.();
      this.#watchers.delete(watcher);
    };
  }

  async #ask(url: string): Promise<tl.MessageMedia> {
    const { client, clock } = this.#context;
    const known = this.#known.get(url);
    if (known !== undefined && clock.now() - known.at < FRESH_MS) return known.media;
    try {
      const answer = await client.call({ _: 'messages.getWebPagePreview', message: url }, { timeoutMs: 15_000, priority: 'low', floodWaitLimitSeconds: 0 });
      this.#context.store.peers.apply(answer.users, answer.chats);
      const isPending = answer.media._ === 'messageMediaWebPage' && answer.media.webpage._ === 'webPagePending';
      if (!isPending) this.#keep(url, answer.media);
      return answer.media;
    } catch (error) {
      this.#context.log.debug('A link preview could not be fetched', { error: error instanceof RpcError ? error.type : 'other' });
      return { _: 'messageMediaEmpty' };
    }
  }

  #keep(url: string, media: tl.MessageMedia): void {
    this.#known.delete(url);
    this.#known.set(url, { media, at: this.#context.clock.now() });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KEPT && oldest !== undefined) this.#known.delete(oldest);
  }
}
