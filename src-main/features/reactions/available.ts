import type { tl } from '#tl';
import { reactionKey } from '#shared/model/index.ts';
import type { PeerId, Reaction } from '#shared/model/index.ts';
import type { ReactionChoice } from '#shared/ipc/message-tools.ts';
import { mapReaction } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';

const FRESH_MS = 3_600_000;
/** Offered at once; the rest opens on request. */
const TOP = 50;
/** What is offered before the server has ever said what there is. */
const usual: readonly string[] = ['👍', '👎', '❤', '🔥', '🥰', '👏', '😁', '🤔', '🤯', '😱', '😢', '🎉', '🙏', '👌', '💯', '🤣'];

interface Known {
  at: number;
  /** Every reaction that is not made of custom emoji, in the server's order. */
  all: Reaction[];
  /** Those that this account uses, the likeliest first. */
  top: Reaction[];
}

/** The reactions that can be chosen in a chat (core.telegram.org/api/reactions). Asked for once an hour; without a connection the usual ones stand. */
export class AvailableReactions {
  readonly #context: ChatContext;
  readonly #chats = new Map<PeerId, tl.ChatReactions | undefined>();
  #known: Known | undefined;
  #asking: Promise<Known> | undefined;

  constructor(context: ChatContext) {
    this.#context = context;
  }

  /** What can be chosen in a chat; `most` is how many reactions one person may give one message. */
  async choice(peerId: PeerId): Promise<ReactionChoice> {
    const [known, allowed] = await Promise.all([this.#lists(), this.#allowed(peerId)]);
    const premium = this.#context.store.peers.self()?.isPremium === true;
    const most = premium ? 3 : 1;
    if (allowed?._ === 'chatReactionsNone') return { quick: [], all: [], most };
    const isAllowed = allowedBy(allowed);
    const all = distinct([...known.top, ...known.all]).filter(isAllowed);
    if (allowed?._ === 'chatReactionsSome') all.push(...allowed.reactions.flatMap((one) => mapReaction(one) ?? []));
    const usable = distinct(all).filter((one) => one.kind === 'emoji');
    return { quick: usable.slice(0, 7), all: usable, most };
  }

  /** A full form of a chat came. */
  learn(peerId: PeerId, reactions: tl.ChatReactions | undefined): void {
    this.#chats.set(peerId, reactions);
  }

  #lists(): Promise<Known> {
    const { clock } = this.#context;
    if (this.#known !== undefined && clock.now() - this.#known.at < FRESH_MS) return Promise.resolve(this.#known);
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<Known> {
    const { client, clock } = this.#context;
    const before = this.#known ?? { at: 0, top: [], all: usual.map((emoji): Reaction => ({ kind: 'emoji', emoji })) };
    try {
      const options = { timeoutMs: 8_000 };
      const [available, top] = await Promise.all([
        client.call({ _: 'messages.getAvailableReactions', hash: 0 }, options),
        client.call({ _: 'messages.getTopReactions', limit: TOP, hash: 0n }, options),
      ]);
      const all = available._ === 'messages.availableReactions' ? available.reactions : [];
      this.#known = {
        at: clock.now(),
        all: all.length === 0 ? before.all : all.filter((one) => one.inactive !== true).map((one) => ({ kind: 'emoji', emoji: one.reaction })),
        top: top._ === 'messages.reactions' ? top.reactions.flatMap((one) => mapReaction(one) ?? []) : before.top,
      };
      return this.#known;
    } catch {
      return before;
    }
  }

  /** What a chat allows; undefined where everything is (private chats). */
  async #allowed(peerId: PeerId): Promise<tl.ChatReactions | undefined> {
    const { store, client } = this.#context;
    if (peerId > 0 || this.#chats.has(peerId)) return this.#chats.get(peerId);
    try {
      const channel = store.peers.inputChannel(peerId);
      const answer =
        channel === undefined
          ? await client.call({ _: 'messages.getFullChat', chatId: -peerId }, { timeoutMs: 8_000 })
          : await client.call({ _: 'channels.getFullChannel', channel }, { timeoutMs: 8_000 });
      store.peers.apply(answer.users, answer.chats);
      this.learn(peerId, answer.fullChat.availableReactions ?? { _: 'chatReactionsNone' });
    } catch {
      // Without an answer everything is offered: the server refuses what is not allowed.
      return undefined;
    }
    return this.#chats.get(peerId);
  }
}

function allowedBy(allowed: tl.ChatReactions | undefined): (reaction: Reaction) => boolean {
  if (allowed?._ !== 'chatReactionsSome') return () => true;
  const keys = new Set(allowed.reactions.flatMap((one) => mapReaction(one) ?? []).map(reactionKey));
  return (reaction) => keys.has(reactionKey(reaction));
}

function distinct(reactions: readonly Reaction[]): Reaction[] {
  const seen = new Map<string, Reaction>();
  for (const one of reactions) if (!seen.has(reactionKey(one))) seen.set(reactionKey(one), one);
  return [...seen.values()];
}
