/** Catching up in bulk without a network: what the engine itself does with differences of channels, from the answer to the disk. */
import type { tl } from '#tl';
import { bareId, peerIdKind } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { realTimers, UpdatesManager } from '../../src-main/updates/index.ts';
import type { Store } from '../../src-main/store/index.ts';
import { peerOf, textMaker } from './store-world.ts';

/** Messages of one answer, as updates.getChannelDifference gives users. */
const PAGE = 100;
/** Unix seconds: not so long ago that the counters have to be asked for. */
const NOW = 1_795_000_000;

export interface BulkRates {
  updates: number;
  /** Updates per second of the clock; and per second of this thread's processor time, which other load does not change. */
  perSecond: number;
  perProcessorSecond: number;
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function pageOf(channelId: number, firstId: number, text: () => string, senders: number): tl.updates.channelDifference {
  const newMessages = Array.from({ length: PAGE }, (_, n): tl.message => ({
    _: 'message',
    id: firstId + n,
    peerId: { _: 'peerChannel', channelId },
    fromId: { _: 'peerUser', userId: 3 + 3 * ((firstId + n * 7) % senders) },
    date: NOW - 40_000 + Math.floor((firstId % 40_000) / 2),
    message: text(),
    ...(n % 10 === 3 ? { replyTo: { _: 'messageReplyHeader', replyToMsgId: firstId + n - 2 } } : {}),
    ...(n % 6 === 1 ? { entities: [{ _: 'messageEntityBold', offset: 0, length: 2 }] } : {}),
  }));
  return { _: 'updates.channelDifference', final: true, pts: 10 + PAGE, timeout: 1, newMessages, otherUpdates: [], chats: [], users: [] };
}

/** Lets a store that `fill` has filled catch up with `channels` × 100 messages, indexing not included. */
export async function catchUpInBulk(store: Store, dialogs: number, channels: number, firstId: number): Promise<BulkRates> {
  const text = textMaker(23);
  const peerIds: PeerId[] = Array.from({ length: dialogs }, (_, index) => peerOf(index))
    .filter((peerId) => peerIdKind(peerId) === 'channel')
    .slice(0, channels);
  const senders = Math.max(1, Math.floor(dialogs / 3) - 1);
  const pages = new Map(peerIds.map((peerId, index) => [bareId(peerId), pageOf(bareId(peerId), firstId + index * PAGE, text, senders)]));
  store.transaction(() => {
    store.meta.setCommonState({ pts: 1, qts: 1, date: NOW, seq: 1 });
    for (const peerId of peerIds) store.channels.setPts(peerId, 10);
  });
  const tooLong = peerIds.map((peerId): tl.Update => ({ _: 'updateChannelTooLong', channelId: bareId(peerId), pts: 10 + PAGE }));
  const state: tl.updates.state = { _: 'updates.state', pts: 1, qts: 1, date: NOW, seq: 1, unreadCount: 0 };
  const answer = (method: tl.TlMethod): unknown => {
    if (method._ === 'updates.getDifference') {
      return { _: 'updates.difference', newMessages: [], newEncryptedMessages: [], otherUpdates: tooLong, chats: [], users: [], state };
    }
    if (method._ === 'updates.getChannelDifference' && method.channel._ === 'inputChannel') return pages.get(method.channel.channelId);
    throw new Error(`${method._} is not needed to catch up.`);
  };
  const manager = new UpdatesManager({
    client: {
      // An answer of the network comes in a turn of its own.
      call: (method) => new Promise((resolve) => setImmediate(() => resolve(answer(method) as never))),
      onUpdates: () => () => undefined,
      onUpdatesLost: () => () => undefined,
      serverTime: () => NOW,
    },
    store,
    log: quiet,
    timers: realTimers,
  });
  const [begin, processor] = [performance.now(), process.threadCpuUsage()];
  manager.start();
  let open = peerIds;
  while (open.length > 0) {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    open = open.filter((peerId) => store.channels.pts(peerId) !== 10 + PAGE);
  }
  const seconds = (performance.now() - begin) / 1_000;
  const used = process.threadCpuUsage(processor);
  manager.dispose();
  const updates = peerIds.length * PAGE;
  return { updates, perSecond: updates / seconds, perProcessorSecond: updates / ((used.user + used.system) / 1e6) };
}

