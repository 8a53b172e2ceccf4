import { drop } from '#shared/assert.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import { reactionKey } from '#shared/model/index.ts';
import type { Reaction, SavedTag } from '#shared/model/index.ts';
import { mapReaction } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { listHash, textNumber } from '../paging/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { sameValue } from '../window/same-value.ts';

type TagsEvent = TopicEvent<'saved.tags'>;

/** News that come together are asked for together. */
const GATHER_MS = 300;

/** The tags in use: as they are stored at once, read again whenever they may have changed, but only while somebody looks. */
export class SavedTags {
  readonly #context: ChatContext;
  readonly #listeners = new Map<(event: TagsEvent) => void, TagsEvent | undefined>();
  readonly #ask: Coalescer;
  readonly #stop: () => void;
  #isOutdated = true;

  constructor(context: ChatContext) {
    this.#context = context;
    this.#ask = new Coalescer(context.clock, GATHER_MS, () => drop(this.#fetch()));
    this.#stop = context.store.onChange((changes) => {
      if (changes.saved || changes.self) this.#tell();
    });
  }

  follow(emit: (event: TagsEvent) => void): () => void {
    this.#listeners.set(emit, undefined);
    this.#tell();
    if (this.#isOutdated) drop(this.#fetch());
    return () => this.#listeners.delete(emit);
  }

  outdated(): void {
    this.#isOutdated = true;
    if (this.#listeners.size > 0) this.#ask.request();
  }

  /** The server has taken a name: it is shown before the list was read again. */
  renamed(reaction: Reaction, title: string): void {
    const { store } = this.#context;
    const key = reactionKey(reaction);
    store.saved.setTags(store.saved.tags().map(({ title: before, ...tag }): SavedTag => {
      const name = reactionKey(tag.reaction) === key ? title : (before ?? '');
      return { ...tag, ...(name === '' ? {} : { title: name }) };
    }));
    this.outdated();
  }

  dispose(): void {
    this.#stop();
    this.#ask.dispose();
    this.#listeners.clear();
  }

  async #fetch(): Promise<void> {
    const { store, client } = this.#context;
    this.#isOutdated = false;
    try {
      const hash = listHash(store.saved.tags().flatMap(numbersOf));
      const answer = await client.call({ _: 'messages.getSavedReactionTags', hash }, { timeoutMs: 20_000, priority: 'low' });
      if (answer._ === 'messages.savedReactionTagsNotModified') return;
      store.saved.setTags(answer.tags.flatMap(({ reaction, title, count }): SavedTag[] => {
        const mapped = mapReaction(reaction);
        return mapped === undefined || count <= 0 ? [] : [{ reaction: mapped, count, ...(title === undefined ? {} : { title }) }];
      }));
    } catch {
      // What is known stays; the next look asks again.
      this.#isOutdated = true;
    }
  }

  #tell(): void {
    const { store } = this.#context;
    const event: TagsEvent = { tags: store.saved.tags(), canTag: store.peers.self()?.isPremium === true };
    for (const [emit, last] of this.#listeners) {
      if (sameValue(last, event)) continue;
      this.#listeners.set(emit, event);
      emit(event);
    }
  }
}

/** What a tag counts for in the hash of the list (spec 30 §15). */
function numbersOf({ reaction, title, count }: SavedTag): (bigint | number)[] {
  const sign = reaction.kind === 'custom' ? BigInt(reaction.documentId) : textNumber(reactionKey(reaction));
  return [sign, ...(title === undefined ? [] : [textNumber(title)]), count];
}
