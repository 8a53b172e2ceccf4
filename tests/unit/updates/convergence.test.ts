import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { tl } from '#tl';
import type { Store } from '../../../src-main/store/index.ts';
import { ANNA, CHANNEL } from '../store/support.ts';
import { container, dialog, message, peerDialogs, post, state, world } from './support.ts';
import type { World } from './support.ts';

/*
 * A server whose history is a log of events. Its updates are pushed in any order, some twice, some never; in the end the store
 * must hold what it holds when all of them arrive in order.
 */

type Kind = 'new' | 'own' | 'edit' | 'delete' | 'read' | 'pin';
interface Step {
  box: 'common' | 'channel';
  kind: Kind;
  /** Which of the present messages is meant. */
  pick: number;
}

const BASE = { common: 100, channel: 10 };

class Log {
  readonly common: tl.Update[] = [];
  readonly channel: tl.Update[] = [];
  readonly #alive = { common: new Map<number, tl.message>(), channel: new Map<number, tl.message>() };
  readonly #read = { common: 0, channel: 0 };
  #lastId = 0;

  constructor(steps: readonly Step[]) {
    for (const step of steps) this.#add(step);
  }

  #add({ box, kind, pick }: Step): void {
    const log = this[box];
    const alive = this.#alive[box];
    const pts = BASE[box] + log.length + 1;
    const ids = [...alive.keys()];
    const target = ids[pick % Math.max(1, ids.length)];
    if (kind === 'new' || kind === 'own' || target === undefined) {
      this.#lastId += 1;
      const fields = kind === 'own' ? ({ out: true, fromId: { _: 'peerUser', userId: 1 } } as const) : {};
      const created = box === 'common' ? message(2, this.#lastId, { ...fields, peerId: { _: 'peerUser', userId: 2 } }) : post(this.#lastId, fields);
      alive.set(created.id, created);
      log.push(box === 'common' ? { _: 'updateNewMessage', message: created, pts, ptsCount: 1 } : { _: 'updateNewChannelMessage', message: created, pts, ptsCount: 1 });
      return;
    }
    const known = alive.get(target);
    if (known === undefined) return;
    if (kind === 'edit') {
      const edited = { ...known, message: `${known.message}!`, editDate: 5000 + pts };
      alive.set(target, edited);
      log.push(box === 'common' ? { _: 'updateEditMessage', message: edited, pts, ptsCount: 1 } : { _: 'updateEditChannelMessage', message: edited, pts, ptsCount: 1 });
    } else if (kind === 'delete') {
      alive.delete(target);
      log.push(
        box === 'common'
          ? { _: 'updateDeleteMessages', messages: [target], pts, ptsCount: 1 }
          : { _: 'updateDeleteChannelMessages', channelId: 50, messages: [target], pts, ptsCount: 1 },
      );
    } else if (kind === 'pin' || box === 'channel') {
      alive.set(target, { ...known, pinned: true });
      log.push(
        box === 'common'
          ? { _: 'updatePinnedMessages', pinned: true, peer: { _: 'peerUser', userId: 2 }, messages: [target], pts, ptsCount: 1 }
          : { _: 'updatePinnedChannelMessages', pinned: true, channelId: 50, messages: [target], pts, ptsCount: 1 },
      );
    } else {
      this.#read.common = Math.max(this.#read.common, target);
      const stillUnreadCount = this.#unread(this.#read.common);
      log.push({ _: 'updateReadHistoryInbox', peer: { _: 'peerUser', userId: 2 }, maxId: target, stillUnreadCount, pts, ptsCount: 1 });
    }
  }

  #unread(above: number): number {
    return [...this.#alive.common.values()].filter((each) => each.id > above && each.out !== true).length;
  }

  /** The server's own rows of the list, for clients that ask. */
  dialogs(): tl.messages.peerDialogs {
    const rows: tl.Dialog[] = [];
    const tops: tl.Message[] = [];
    for (const box of ['common', 'channel'] as const) {
      const alive = [...this.#alive[box].values()];
      const top = alive.at(-1);
      if (top !== undefined) tops.push(top);
      const unread = alive.filter((each) => each.id > this.#read[box] && each.out !== true).length;
      const peer = box === 'common' ? ({ _: 'peerUser', userId: 2 } as const) : ({ _: 'peerChannel', channelId: 50 } as const);
      rows.push(
        dialog(peer, top?.id ?? 0, {
          unreadCount: unread,
          readInboxMaxId: this.#read[box],
          ...(box === 'channel' ? { pts: BASE.channel + this.channel.length } : {}),
        }),
      );
    }
    return peerDialogs(rows, tops);
  }

  /** In a difference, new messages come first, with what became of them; the rest keeps no count. */
  page(box: 'common' | 'channel', from: number, size: number): { messages: tl.Message[]; updates: tl.Update[]; pts: number; isFinal: boolean } {
    const events = this[box].slice(from - BASE[box], from - BASE[box] + size);
    const messages: tl.Message[] = [];
    const updates: tl.Update[] = [];
    for (const event of events) {
      if (event._ === 'updateNewMessage' || event._ === 'updateNewChannelMessage') messages.push(event.message);
      else updates.push(event);
    }
    const pts = from + events.length;
    return { messages, updates, pts, isFinal: pts === BASE[box] + this[box].length };
  }
}

async function connect(log: Log, size: number): Promise<World> {
  const it = await world();
  it.client.answer('updates.getDifference', (call) => {
    const { messages, updates, pts, isFinal } = log.page('common', call.pts, size);
    const shared = { newMessages: messages, newEncryptedMessages: [], otherUpdates: updates, chats: [], users: [] };
    return isFinal
      ? { _: 'updates.difference' as const, ...shared, state: state(pts) }
      : { _: 'updates.differenceSlice' as const, ...shared, intermediateState: state(pts) };
  });
  it.client.answer('updates.getChannelDifference', (call) => {
    const { messages, updates, pts, isFinal } = log.page('channel', call.pts, size);
    if (messages.length + updates.length === 0) return { _: 'updates.channelDifferenceEmpty' as const, final: true, pts };
    return { _: 'updates.channelDifference' as const, ...(isFinal ? { final: true } : {}), pts, newMessages: messages, otherUpdates: updates, chats: [], users: [] };
  });
  it.client.answer('messages.getPeerDialogs', () => log.dialogs());
  return it;
}

function snapshot(store: Store): unknown {
  const chat = (peerId: typeof ANNA) => {
    const row = store.dialogs.get(peerId);
    return {
      messages: store.messages.getMany(peerId, store.messages.idsBetween(peerId, 1, 1_000_000)),
      // Without any message the row is gone, or empty: how that came about makes no difference to a person.
      row: row === undefined || row.topMessageId === 0 ? undefined : { top: row.topMessageId, unread: row.unreadCount, read: row.readInboxMaxId },
    };
  };
  return { anna: chat(ANNA), channel: chat(CHANNEL), pts: [store.meta.commonState()?.pts, store.channels.pts(CHANNEL)] };
}

const step: fc.Arbitrary<Step> = fc.record({
  box: fc.constantFrom('common', 'channel'),
  kind: fc.constantFrom<Kind>('new', 'new', 'new', 'own', 'edit', 'delete', 'read', 'pin'),
  pick: fc.nat({ max: 1000 }),
});
/** What becomes of one pushed update: how often it arrives, when, and how long before the next. */
const fate = fc.record({ copies: fc.constantFrom(0, 1, 1, 1, 2), place: fc.nat({ max: 1000 }), wait: fc.constantFrom(0, 0, 0, 100, 600) });

test('any order, repetition and loss of updates ends in the state of their log', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fate), { minLength: 1, maxLength: 25 }),
      fc.constantFrom(2, 5, 100),
      async (plan, size) => {
        const log = new Log(plan.map(([each]) => each));
        const all = [...log.common, ...log.channel];

        const orderly = await connect(log, size);
        for (const update of all) orderly.client.push(container([update]));
        await orderly.timers.pass(1000);
        expect(orderly.client.count('updates.getDifference') + orderly.client.count('updates.getChannelDifference')).toBe(0);

        const shaken = await connect(log, size);
        const deliveries = all
          .flatMap((update, index) => {
            const each = plan[index % plan.length]?.[1] ?? { copies: 1, place: 0, wait: 0 };
            // Some shuffle: an update moves by up to five places.
            return Array.from({ length: each.copies }, (_, copy) => ({ update, wait: each.wait, at: index + (each.place % 5) + copy * 3 }));
          })
          .sort((a, b) => a.at - b.at);
        for (const { update, wait } of deliveries) {
          shaken.client.push(container([update]));
          if (wait > 0) await shaken.timers.pass(wait);
        }
        // Updates lost at the end show when anything follows, or the server is asked.
        shaken.client.push({ _: 'updatesTooLong' });
        shaken.client.push({ _: 'updateShort', date: 1, update: { _: 'updateChannelTooLong', channelId: 50 } });
        await shaken.timers.pass(5000);

        expect(snapshot(shaken.store)).toEqual(snapshot(orderly.store));
        expect(shaken.manager.defects).toBe(0);
        orderly.manager.dispose();
        shaken.manager.dispose();
        orderly.store.close();
        shaken.store.close();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
