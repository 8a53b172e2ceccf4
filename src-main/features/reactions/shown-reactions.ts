import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { mapPeerId } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { isTransient } from '../journal/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { sameValue } from '../window/same-value.ts';
import { REACT, reactKey } from './react.ts';

type Context = Pick<ChatContext, 'store' | 'client' | 'clock' | 'updates'>;

/** Messages that appear within this time are asked for together. */
const GATHER_MS = 1_500;
/** How soon messages are asked for whose own reaction became uncertain: in a lively channel that happens all the time. */
const UNCERTAIN_MS = 10_000;
/** Messages of one request. */
const BATCH = 100;
/** Messages of the chat on the screen that are remembered. */
const MOST_SHOWN = 300;

/**
 * Keeps reactions true where they are looked at. Their updates have no numbers, so that one that was missed never comes again, and in
 * channels they do not say what this account chose elsewhere (core.telegram.org/constructor/messageReactions, `min`): messages on the
 * screen are asked for once in a run, and again whenever something may have been missed.
 */
export class ShownReactions {
  readonly #context: Context;
  readonly #soon: Coalescer;
  readonly #later: Coalescer;
  readonly #stop: () => void;
  #peerId: PeerId | undefined;
  /** What was shown last of the chat on the screen, oldest first; true: asked for since something may have been missed. */
  readonly #shown = new Map<MessageId, boolean>();

  constructor(context: Context) {
    this.#context = context;
    this.#soon = new Coalescer(context.clock, GATHER_MS, () => this.#askAll());
    this.#later = new Coalescer(context.clock, UNCERTAIN_MS, () => this.#askAll());
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind === 'unnumberedMissed' || event.kind === 'dialogsOutdated') {
        for (const id of this.#shown.keys()) this.#shown.set(id, false);
        if (this.#shown.size > 0) this.#soon.request();
      }
      if (event.kind === 'reactionUncertain') this.#doubt(event.peerId, [event.id]);
    });
  }

  /** These messages are on the screen. */
  seen(peerId: PeerId, ids: readonly MessageId[]): void {
    if (peerId !== this.#peerId) this.#shown.clear();
    this.#peerId = peerId;
    for (const id of ids) {
      const isAsked = this.#shown.get(id) ?? false;
      this.#shown.delete(id);
      this.#shown.set(id, isAsked);
      if (!isAsked) this.#soon.request();
    }
    for (const id of [...this.#shown.keys()].slice(0, -MOST_SHOWN)) this.#shown.delete(id);
  }

  dispose(): void {
    this.#stop();
    this.#soon.dispose();
    this.#later.dispose();
    this.#shown.clear();
  }

  #doubt(peerId: PeerId, ids: Iterable<MessageId>): void {
    if (peerId !== this.#peerId) return;
    for (const id of ids) {
      if (!this.#shown.has(id)) continue;
      this.#shown.set(id, false);
      this.#later.request();
    }
  }

  #askAll(): void {
    const { store } = this.#context;
    const peerId = this.#peerId;
    if (peerId === undefined) return;
    const open = [...this.#shown].filter(([, isAsked]) => !isAsked).map(([id]) => id);
    for (const id of open) this.#shown.set(id, true);
    const ids = store.messages.getMany(peerId, open).filter((message) => message.id > 0 && message.service === undefined).map(({ id }) => id);
    for (let from = 0; from < ids.length; from += BATCH) drop(this.#ask(peerId, ids.slice(from, from + BATCH)));
  }

  async #ask(peerId: PeerId, ids: MessageId[]): Promise<void> {
    const { store, client, updates } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    if (peer === undefined) return;
    const reactionsOf = (id: MessageId) => store.messages.get(peerId, id)?.reactions;
    const before = new Map(ids.map((id) => [id, reactionsOf(id)]));
    try {
      const answer = await client.call({ _: 'messages.getMessagesReactions', peer, id: ids }, { timeoutMs: 20_000, priority: 'low' });
      const isOvertaken = (id: MessageId): boolean =>
        !sameValue(before.get(id), reactionsOf(id)) || store.pendingOps.find(REACT, reactKey(peerId, id)) !== undefined;
      const overtaken = new Set(ids.filter(isOvertaken));
      if (answer._ === 'updates') updates.feed({ ...answer, updates: answer.updates.filter((update) => !isAbout(update, peerId, overtaken)) });
      this.#doubt(peerId, overtaken);
    } catch (error) {
      // What the server refuses to tell is not asked again.
      if (isTransient(error)) this.#doubt(peerId, ids);
    }
  }
}

function isAbout(update: tl.Update, peerId: PeerId, ids: ReadonlySet<MessageId>): boolean {
  return update._ === 'updateMessageReactions' && mapPeerId(update.peer) === peerId && ids.has(update.msgId as MessageId);
}
