import type { tl } from '#tl';
import type { Account } from './account.ts';
import type { Caller, Delivery } from './delivery.ts';
import { badRequest } from './errors.ts';
import type { BoxEvent } from './boxes.ts';
import type { BoxMessage, Content, ReplyTarget } from './model.ts';
import type { Operations } from './operations.ts';
import { isUserKey, toPeer, type PeerKey } from './peers.ts';
import { allowedBy } from './privacy.ts';
import { renderMessage } from './render-messages.ts';
import type { WorldState } from './state.ts';
import type { Timers } from './timers.ts';

/** "When they come online" (core.telegram.org/api/scheduled-messages). */
export const WHEN_ONLINE = 0x7ffffffe;
/** What is due earlier than this is sent at once. */
const AT_ONCE_SECONDS = 10;
const LATEST_SECONDS = 367 * 86_400;
const MOST = 100;

/** A message that waits for its time. Its id belongs to the queue of one chat of one account, and to nothing else. */
export interface Waiting {
  /** As it is shown in the queue; its content carries the wanted date. */
  message: BoxMessage;
  account: Account;
  /** What the client called it, to answer repeated sends. */
  randomId: bigint;
}

/** What sending some of a queue has brought about in the author's own box. */
export interface Released {
  deleted: tl.updateDeleteScheduledMessages;
  events: BoxEvent[];
  messages: BoxMessage[];
}

/** The queues of scheduled messages: one for each chat of each account. */
export class ScheduledQueues {
  readonly #state: WorldState;
  readonly #ops: Operations;
  readonly #delivery: Delivery;
  readonly #timers: Timers;
  readonly #queues = new Map<string, { lastId: number; items: Waiting[] }>();
  /** `account:peer:random_id` → what the first call made. */
  readonly #sent = new Map<string, Waiting>();

  constructor(state: WorldState, ops: Operations, delivery: Delivery, timers: Timers) {
    this.#state = state;
    this.#ops = ops;
    this.#delivery = delivery;
    this.#timers = timers;
  }

  /** The waiting messages of a chat, the latest first. */
  of(account: Account, peer: PeerKey): Waiting[] {
    return [...this.#queue(account, peer).items].sort((a, b) => b.message.content.date - a.message.content.date || b.message.id - a.message.id);
  }

  find(account: Account, peer: PeerKey, id: number): Waiting | undefined {
    return this.#queue(account, peer).items.find(({ message }) => message.id === id);
  }

  before(account: Account, peer: PeerKey, randomId: bigint): Waiting | undefined {
    return this.#sent.get(`${account.id}:${peer}:${randomId}`);
  }

  /** The date for which something is to wait; undefined when it goes at once. Throws the errors of the real server. */
  dateFor(account: Account, peer: PeerKey, wanted: number | undefined): number | undefined {
    if (wanted === undefined) return undefined;
    const now = this.#state.now();
    if (wanted === WHEN_ONLINE && isUserKey(peer) && peer !== account.id) {
      const user = this.#state.user(peer);
      if (user.bot || !allowedBy(this.#state, peer, 'privacyKeyStatusTimestamp', account.id)) throw badRequest('SCHEDULE_STATUS_PRIVATE');
      return user.presence.kind === 'online' && user.presence.until > now ? undefined : wanted;
    }
    if (wanted > now + LATEST_SECONDS) throw badRequest('SCHEDULE_DATE_TOO_LATE');
    return wanted < now + AT_ONCE_SECONDS ? undefined : wanted;
  }

  /** Takes messages into the queue and tells the account's other devices. */
  add(account: Account, peer: PeerKey, items: readonly { content: Content; randomId: bigint }[], caller?: Caller): Waiting[] {
    const queue = this.#queue(account, peer);
    if (queue.items.length + items.length > MOST) throw badRequest('SCHEDULE_TOO_MUCH');
    const added = items.map(({ content, randomId }): Waiting => {
      const replyToId = this.#repliedTo(account, peer, content.reply);
      const message: BoxMessage = {
        id: ++queue.lastId, peer, ownerId: account.id, content, out: true, ...(replyToId === undefined ? {} : { replyToId }),
      };
      const waiting = { message, account, randomId };
      this.#sent.set(`${account.id}:${peer}:${randomId}`, waiting);
      return waiting;
    });
    queue.items.push(...added);
    this.changed(added, caller);
    return added;
  }

  /** Waiting messages are new, or say something else: tells the devices but the caller's, and sets the clock. */
  changed(items: readonly Waiting[], caller?: Caller): void {
    const [first] = items;
    if (first === undefined) return;
    this.#delivery.updates(
      first.account,
      (view) => items.map(({ message }) => ({ _: 'updateNewScheduledMessage', message: renderMessage(view, message) })),
      caller,
    );
    const wait = first.message.content.date - this.#state.now();
    if (wait < 86_400) this.#timers.after(Math.max(0, wait) * 1000, () => this.sendDue());
  }

  delete(account: Account, peer: PeerKey, ids: readonly number[], caller?: Caller): tl.updateDeleteScheduledMessages {
    const queue = this.#queue(account, peer);
    queue.items = queue.items.filter(({ message }) => !ids.includes(message.id));
    const update: tl.updateDeleteScheduledMessages = { _: 'updateDeleteScheduledMessages', peer: toPeer(peer), messages: [...ids] };
    this.#delivery.updates(account, (view) => (view.note(peer), [update]), caller);
    return update;
  }

  /** Sends waiting messages now. The devices hear first which messages left the queue and as what, then of the messages themselves. */
  release(account: Account, peer: PeerKey, ids: readonly number[], caller?: Caller): Released {
    const queue = this.#queue(account, peer);
    const items = queue.items.filter(({ message }) => ids.includes(message.id)).sort((a, b) => a.message.id - b.message.id);
    queue.items = queue.items.filter(({ message }) => !ids.includes(message.id));
    const firstId = this.#state.boxOf(account, peer).lastId + 1;
    const deleted: tl.updateDeleteScheduledMessages = {
      _: 'updateDeleteScheduledMessages',
      peer: toPeer(peer),
      messages: items.map(({ message }) => message.id),
      sentMessages: items.map((_item, index) => firstId + index),
    };
    this.#delivery.updates(account, (view) => (view.note(peer), [deleted]), caller);
    const contents = items.map(({ message: { content } }) => {
      const { editDate: _edited, ...rest } = content;
      return { content: { ...rest, date: this.#state.now(), fromScheduled: true, copies: [] } };
    });
    const posted = this.#ops.postMany(contents, peer, { userId: account.id, ...(caller === undefined ? {} : { caller }) });
    const messages = posted.copies.filter((copy) => copy.ownerId === 0 || copy.ownerId === account.id);
    return { deleted, events: posted.events, messages };
  }

  /** Sends what is due at a moment (unix seconds), and what waits for people who are online. */
  sendDue(now = this.#state.now()): void {
    for (const [key, queue] of this.#queues) {
      const [accountId = 0, peer = 0] = key.split(':').map(Number);
      const account = this.#state.accounts.get(accountId);
      const due = queue.items.filter(({ message }) => this.#isDue(message, now)).map(({ message }) => message.id);
      if (account !== undefined && due.length > 0) this.release(account, peer, due);
    }
  }

  #isDue({ content, peer }: BoxMessage, now: number): boolean {
    if (content.date !== WHEN_ONLINE) return content.date <= now;
    const { presence } = this.#state.user(peer);
    return presence.kind === 'online' && presence.until > this.#state.now();
  }

  #repliedTo(account: Account, peer: PeerKey, reply: ReplyTarget | undefined): number | undefined {
    const copies = reply?.content.copies ?? [];
    return copies.find((copy) => copy.peer === peer && (copy.ownerId === account.id || copy.ownerId === 0))?.id;
  }

  #queue(account: Account, peer: PeerKey): { lastId: number; items: Waiting[] } {
    const key = `${account.id}:${peer}`;
    const queue = this.#queues.get(key) ?? { lastId: 0, items: [] };
    this.#queues.set(key, queue);
    return queue;
  }
}
