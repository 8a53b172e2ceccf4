/** A made-up account of any size, written into a store the way updates and pages of histories write it. */
import { channelPeerId, messageId, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import type { MappedMessage, Store } from '../../src-main/store/index.ts';

export interface WorldSize {
  messages: number;
  dialogs: number;
}

const BEGIN = 1_500_000_000;
/** Unix seconds between two messages of the whole account. */
const STEP = 150;
const PER_TRANSACTION = 1_000;

/** Numbers that look random and are the same in each run. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const syllables = 'an be ce da el fo ga hi in jo ka le mi no or pa qu re sa te un va we xi yo za st tr ch sh ing er ly tion'.split(' ');
const cjk = '的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后';
const rare = ['Telegram', 'Straße', 'Penguin', 'migration', 'Zürich', 'naïve', 'github.com/petrel', '#release', 'привет', '中文测试', '🎉'];

/** Words with the long tail of a language: few are very common, many are seldom. */
function vocabulary(random: () => number, size: number): string[] {
  return Array.from({ length: size }, () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * syllables.length)]).join(''),
  );
}

export function textMaker(seed: number): () => string {
  const random = numbers(seed);
  const words = vocabulary(random, 30_000);
  const word = (): string => words[Math.floor(words.length * random() ** 4)] ?? '';
  return () => {
    if (random() < 0.08) {
      return Array.from({ length: 6 + Math.floor(random() * 20) }, () => cjk[Math.floor(cjk.length * random() ** 2)]).join('');
    }
    const count = 2 + Math.floor(random() ** 2 * 22);
    const parts = Array.from({ length: count }, word);
    if (random() < 0.01) parts.push(rare[Math.floor(random() * rare.length)] ?? '');
    return parts.join(' ');
  };
}

const isChannel = (index: number): boolean => index % 3 === 0;
export const peerOf = (index: number): PeerId => (isChannel(index) ? channelPeerId(index + 1) : userPeerId(index + 2));

export function message(peerId: PeerId, id: number, date: number, text: string, out: boolean): MappedMessage {
  return {
    message: { id: messageId(id), peerId, date, out, fromId: out ? userPeerId(1) : peerId, text, entities: [] },
    service: false, editDate: 0, fromScheduled: false, unreadMention: false, editable: out, ttlPeriod: 0, files: [], peerIds: [],
  };
}

/** Fills an empty store; half of all messages are in the first twenty chats. Returns messages per second. */
export function fill(store: Store, size: WorldSize): number {
  const random = numbers(7);
  const text = textMaker(11);
  const name = textMaker(13);
  store.transaction(() => {
    if (store.meta.selfId() === undefined) store.peers.apply([{ _: 'user', id: 1, accessHash: 1n, firstName: 'Me', self: true }], []);
    for (let index = 0; index < size.dialogs; index += 1) {
      const title = name().slice(0, 24);
      if (isChannel(index)) {
        const photo = { _: 'chatPhotoEmpty' } as const;
        store.peers.apply([], [{ _: 'channel', id: index + 1, accessHash: 5n, title, photo, date: 1, megagroup: true }]);
      } else store.peers.apply([{ _: 'user', id: index + 2, accessHash: 5n, firstName: title, username: `user${index}` }], []);
    }
  });
  const begin = performance.now();
  const tops = new Map<PeerId, { id: number; date: number }>();
  for (let from = 0; from < size.messages; from += PER_TRANSACTION) {
    store.transaction(() => {
      for (let n = from; n < Math.min(size.messages, from + PER_TRANSACTION); n += 1) {
        const index = random() < 0.5 ? Math.floor(random() * 20) : Math.floor(random() * size.dialogs);
        const peerId = peerOf(index);
        const date = BEGIN + n * STEP;
        store.messages.put(message(peerId, n + 1, date, text(), random() < 0.3));
        tops.set(peerId, { id: n + 1, date });
      }
    });
  }
  const seconds = (performance.now() - begin) / 1000;
  store.transaction(() => {
    for (let index = 0; index < size.dialogs; index += 1) {
      const top = tops.get(peerOf(index));
      store.dialogs.put(peerOf(index), { topMessageId: messageId(top?.id ?? 0), topDate: top?.date ?? BEGIN, unreadCount: index % 7 });
      if (top !== undefined) store.ranges.add(peerOf(index), { lo: 0, hi: top.id, live: true, unverified: false });
    }
  });
  store.checkpoint();
  return size.messages / seconds;
}
