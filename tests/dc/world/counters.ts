import { RpcFailure } from '../protocol/types.ts';
import type { Account } from './account.ts';
import type { Delivery } from './delivery.ts';
import { badRequest } from './errors.ts';
import { isActive, isAdmin, type BoxMessage } from './model.ts';
import { bareId, isChannelKey, type PeerKey } from './peers.ts';
import type { WorldState } from './state.ts';

/** What is counted: who is online or has read, views and forwards of posts, the pace of slow mode. */
export class Counters {
  readonly #state: WorldState;
  readonly #delivery: Delivery;
  readonly #viewed = new Set<string>();
  readonly #lastSent = new Map<string, number>();

  constructor(state: WorldState, delivery: Delivery) {
    this.#state = state;
    this.#delivery = delivery;
  }

  /** How many members of a chat are online, at least oneself. */
  onlineIn(peer: PeerKey): number {
    const chat = this.#state.chat(peer);
    const now = this.#state.now();
    let count = 0;
    for (const member of chat?.members.values() ?? []) {
      const { presence } = this.#state.user(member.userId);
      if (isActive(member) && presence.kind === 'online' && presence.until > now) count++;
    }
    return Math.max(1, count + Math.floor((chat?.kind === 'channel' ? chat.extraMembers : 0) * 0.04));
  }

  /** Each account raises a post's counter once. */
  countView(userId: number, message: BoxMessage): boolean {
    const key = `${userId}:${message.peer}:${message.id}`;
    if (this.#viewed.has(key)) return false;
    this.#viewed.add(key);
    return true;
  }

  /** A post was forwarded: its counter rises for everybody. */
  countForward(message: BoxMessage): void {
    const { content } = message;
    if (content.forwards === undefined) return;
    content.forwards++;
    if (!isChannelKey(message.peer)) return;
    const channelId = bareId(message.peer);
    const { forwards } = content;
    for (const account of this.#state.accountsIn(message.peer)) {
      this.#delivery.short(account, () => ({ _: 'updateChannelMessageForwards', channelId, id: message.id, forwards }));
    }
  }

  /**
   * Throws SLOWMODE_WAIT_n when the account wrote too recently, SLOWMODE_MULTI_MSGS_DISABLED for several forwards at a time; notes the
   * time otherwise.
   */
  checkSlowMode(account: Account, peer: PeerKey, count = 1): void {
    const chat = this.#state.chat(peer);
    if (chat?.kind !== 'channel' || !chat.slowmodeSeconds || isAdmin(chat.members.get(account.id))) return;
    if (count > 1) throw badRequest('SLOWMODE_MULTI_MSGS_DISABLED');
    const wait = (this.nextSend(account, peer) ?? 0) - this.#state.now();
    if (wait > 0) throw new RpcFailure(420, `SLOWMODE_WAIT_${Math.ceil(wait)}`);
    this.#lastSent.set(`${account.id}:${peer}`, this.#state.now());
  }

  /** When slow mode lets the account write again (unix seconds); undefined when it may now. */
  nextSend(account: Account, peer: PeerKey): number | undefined {
    const chat = this.#state.chat(peer);
    if (chat?.kind !== 'channel' || !chat.slowmodeSeconds || isAdmin(chat.members.get(account.id))) return undefined;
    const next = (this.#lastSent.get(`${account.id}:${peer}`) ?? -Infinity) + chat.slowmodeSeconds;
    return next > this.#state.now() ? next : undefined;
  }
}
