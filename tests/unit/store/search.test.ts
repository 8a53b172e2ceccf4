import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlDatabase } from '../../../src-main/store/database.ts';
import { toRecord } from '../../../src-main/store/json.ts';
import { migrate } from '../../../src-main/store/migrate.ts';
import { openStore } from '../../../src-main/store/index.ts';
import type { MessageSearch, Store } from '../../../src-main/store/index.ts';
import { fold } from '#shared/search/index.ts';
import { migrations } from '../../../schema/migrations/index.ts';
import type { Message } from '#shared/model/index.ts';
import { anyText } from '../search/any-text.ts';
import { ANNA, CHANNEL, channel, id, KEY, mapped, SELF, temporaryFolder, temporaryStore, user } from './support.ts';

function textsFound(store: Store, search: MessageSearch | string): string[] {
  const wanted = typeof search === 'string' ? { text: search } : search;
  const texts: string[] = [];
  let from: number | undefined;
  do {
    const page = store.search.messages(wanted, 7, from);
    texts.push(...page.found.map(({ message }) => message.text));
    from = page.next;
  } while (from !== undefined);
  return texts;
}

function fill(store: Store, texts: readonly string[]): void {
  store.transaction(() => texts.forEach((text, index) => store.messages.put(mapped(ANNA, index + 1, { text }))));
}

/** The definition, word for word, without an index: each word of the query occurs; one or two letters only at the beginning of a word. */
function naive(query: string, text: string): boolean {
  const edges = /^[\s.,;:!?…"'“”„«»()[\]{}<>¿¡]+|[\s.,;:!?…"'“”„«»()[\]{}<>]+$/gu;
  const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}ー]/u;
  const isLetter = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{M}\p{N}]/u.test(sign) && !unspaced.test(sign);
  const searched = /[\p{L}\p{M}\p{N}]|(?![\0-\x7f])[\p{So}\p{Sc}\p{Sm}\p{Extended_Pictographic}]/u;
  const words = fold(query).split(/\s+/).map((word) => word.replace(edges, '')).filter((word) => searched.test(word));
  const folded = fold(text);
  return words.every((word) => {
    const first = [...word].findIndex((sign) => !isLetter(sign));
    const letters = first === -1 ? [...word].length : first;
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      const before = [...folded.slice(0, at)].at(-1);
      if (letters === 0 || letters > 2 || !isLetter(before)) return true;
    }
    return false;
  });
}

const corpus = [
  'Telegram test', '中文测试', '我的桌子很大', 'これは日本語のテストです', '한국어 메시지', 'ภาษาไทยง่ายมาก', 'Ein Café in der Straße', 'مُحَمَّد كتب رسالة',
  'שָׁלוֹם עולם', 'Ёжик в тумане', 'see https://github.com/petrel/wings', '#petrel and #penguin', '@anna wrote 😀👍🏽', 'İstanbul', 'naïve résumé', 'price 5 € or ₿0.1',
  'a', 'I', '', '...', 'foo_bar-baz', 'C++ and C#', 'Łódź',
];

test.each([
  ['gram', ['Telegram test']],
  ['文测', ['中文测试']],
  ['桌', ['我的桌子很大']],
  ['日本', ['これは日本語のテストです']],
  ['국어', ['한국어 메시지']],
  ['ไทย', ['ภาษาไทยง่ายมาก']],
  ['cafe strasse', ['Ein Café in der Straße']],
  ['محمد', ['مُحَمَّد كتب رسالة']],
  ['שלום', ['שָׁלוֹם עולם']],
  ['ежик', ['Ёжик в тумане']],
  ['#pe', ['#petrel and #penguin']],
  ['github.com', ['see https://github.com/petrel/wings']],
  ['👍', ['@anna wrote 😀👍🏽']],
  ['ist', ['İstanbul']],
  ['re', ['naïve résumé']],
  ['lodz', ['Łódź']],
  ['c#', ['C++ and C#']],
  ['egram est', ['Telegram test']],
  ['nowhere', []],
  ['??', []],
])('"%s" finds %j', (query, expected) => {
  const store = temporaryStore();
  fill(store, corpus);
  expect(textsFound(store, query)).toEqual(expected);
});

test('the index agrees with a look at every text, whatever is written and typed', () => {
  const store = temporaryStore();
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyText, fc.constantFrom(...corpus)), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.nat({ max: 30 }),
      fc.integer({ min: 1, max: 6 }),
      anyText,
      (texts, pick, at, length, other) => {
        store.messages.delete(ANNA, store.messages.idsBetween(ANNA, 1, 100));
        fill(store, texts);
        const source = texts[pick % texts.length]!;
        for (const query of [source.slice(at % (source.length + 1)).slice(0, length), `${source.slice(0, length)} ${other}`, other]) {
          const expected = texts.filter((text) => naive(query, text)).reverse();
          if (!/[\p{L}\p{M}\p{N}\p{So}\p{Sc}\p{Sm}\p{Extended_Pictographic}]/u.test(fold(query).replace(/[+<=>|~^$`]/g, ''))) continue;
          expect(textsFound(store, query), JSON.stringify(query)).toEqual(expected);
        }
      },
    ),
    { numRuns: 100 },
  );
}, 60_000);

test('the newest come first whatever the order in which they were stored, page by page, without repetition', () => {
  const store = temporaryStore();
  const dates = [5, 900, 17, 17, 17, 300, 4, 901, 2, 650];
  store.transaction(() => dates.forEach((date, index) => store.messages.put(mapped(ANNA, index + 1, { text: `note ${date}`, date }))));
  store.messages.put(mapped(CHANNEL, 1, { text: 'note 400', date: 400 }));
  const sorted = [901, 900, 650, 400, 300, 17, 17, 17, 5, 4, 2].map((date) => `note ${date}`);
  expect(textsFound(store, 'note')).toEqual(sorted);
  expect(textsFound(store, { text: 'note', after: 17, before: 650 })).toEqual(['note 400', 'note 300']);
  expect(textsFound(store, { text: 'note', chat: CHANNEL })).toEqual(['note 400']);
  expect(store.search.count({ text: 'note', chat: ANNA }, 100)).toBe(10);
  expect(store.search.count({ text: 'note', chat: ANNA }, 4)).toBe(4);
});

test('more messages of one second than it has places are all found', () => {
  const store = temporaryStore();
  store.transaction(() => {
    for (let n = 1; n <= 200; n += 1) store.messages.put(mapped(ANNA, n, { text: `burst ${n}`, date: 1_000 }));
  });
  expect(textsFound(store, 'burst').length).toBe(200);
});

test('edits and deletions change what is found, in their own transaction and only if it commits', () => {
  const store = temporaryStore();
  store.messages.put(mapped(ANNA, 1, { text: 'first version' }));
  store.messages.put(mapped(ANNA, 2, { text: 'another one' }));
  expect(() =>
    store.transaction(() => {
      store.messages.put(mapped(ANNA, 1, { text: 'lost version' }, { editDate: 5 }));
      store.messages.delete(ANNA, [id(2)]);
      throw new Error('undo');
    }),
  ).toThrow('undo');
  expect(textsFound(store, 'first')).toEqual(['first version']);
  expect(textsFound(store, 'lost')).toEqual([]);
  expect(textsFound(store, 'another')).toEqual(['another one']);
  store.messages.put(mapped(ANNA, 1, { text: 'second version' }, { editDate: 9 }));
  store.messages.delete(ANNA, [id(2)]);
  expect(textsFound(store, 'first')).toEqual([]);
  expect(textsFound(store, 'second')).toEqual(['second version']);
  expect(textsFound(store, 'another')).toEqual([]);
  store.messages.put(mapped(ANNA, 2, { text: 'back again' }));
  expect(textsFound(store, 'back')).toEqual(['back again']);
  store.transaction(() => {
    store.messages.put(mapped(ANNA, 3, { text: 'brief' }));
    store.messages.delete(ANNA, [id(3)]);
  });
  expect(textsFound(store, 'brief')).toEqual([]);
});

test('no gram of deleted messages is in the index, as far as it answers', () => {
  const path = join(temporaryFolder(), 'a.db');
  const store = openStore({ path, key: KEY });
  fill(store, corpus);
  store.messages.delete(ANNA, corpus.map((_, index) => id(index + 1)));
  store.close();
  const db = new SqlDatabase({ path, key: KEY, keyChecked: true });
  db.exec("CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, message_grams, row)");
  expect(db.all('SELECT term FROM temp.terms')).toEqual([]);
  db.close();
});

test('captions, file names, titles, polls and kinds are found; notes about the chat are not', () => {
  const store = temporaryStore();
  const document = (fields: object): Message['media'] => ({
    kind: 'document',
    document: { id: '1', kind: 'file', fileName: '', mimeType: '', byteSize: 1, url: '', ...fields },
  });
  store.messages.put(mapped(ANNA, 1, { text: 'caption', media: document({ fileName: 'Jahresbericht-2024.pdf' }) }));
  store.messages.put(mapped(ANNA, 2, { text: 'b', media: document({ kind: 'audio', title: 'Bolero', performer: 'Ravel' }) }));
  store.messages.put(mapped(ANNA, 3, { text: 'c', media: { kind: 'other', label: 'Poll: Pizza or pasta?' } }));
  store.messages.put(mapped(ANNA, 4, { text: 'd', fromId: SELF, media: { kind: 'photo', photo: { id: '1', sizes: [] } } }));
  store.messages.put(mapped(ANNA, 5, { text: '', service: { text: 'Anna joined the pasta club', mentions: [] } }, { service: true }));
  expect(textsFound(store, 'jahres')).toEqual(['caption']);
  expect(textsFound(store, '2024')).toEqual(['caption']);
  expect(textsFound(store, 'ravel bol')).toEqual(['b']);
  expect(textsFound(store, 'pasta')).toEqual(['c']);
  expect(textsFound(store, { text: '', kinds: ['photo', 'music'] })).toEqual(['d', 'b']);
  expect(textsFound(store, { text: '', chat: ANNA, from: SELF })).toEqual(['d']);
  expect(textsFound(store, { text: '', kinds: ['gif'] })).toEqual([]);
});

test('peers are found by any name, own chats before strangers, better fits first, and under new names only', () => {
  const store = temporaryStore();
  store.peers.apply(
    [
      user(2, { firstName: 'Łukasz', lastName: 'Nowak', contact: true }),
      user(3, { firstName: 'Luka', username: 'luka_b' }),
      user(4, { firstName: 'Anton', username: 'lukas' }),
      user(5, { firstName: 'Bluka' }),
      user(1, { firstName: 'Me', self: true }),
    ],
    [channel(50, { title: '桌子 Club' })],
  );
  store.dialogs.put(4 as never, { topDate: 5 });
  const found = (text: string) => store.search.peers(text, 10).map(({ peer, fit }) => `${peer.title} ${fit}`);
  expect(found('luka')).toEqual(['Anton start', 'Łukasz Nowak start', 'Luka exact', 'Bluka inside']);
  expect(found('@luka_b')).toEqual(['Luka exact']);
  expect(found('nowak')).toEqual(['Łukasz Nowak word']);
  expect(found('子')).toEqual(['桌子 Club word']);
  expect(found('saved')).toEqual(['Me start']);
  store.peers.apply([user(3, { firstName: 'Renata' })], []);
  expect(found('luka')).not.toContain('Luka exact');
  expect(found('ren')).toEqual(['Renata start']);
});

/** A database as versions of the app without the index left it. */
function oldDatabase(texts: readonly string[]): string {
  const path = join(temporaryFolder(), 'a.db');
  const db = new SqlDatabase({ path, key: KEY, keyChecked: true });
  migrate(db, migrations.slice(0, 2));
  db.transaction(() => {
    texts.forEach((text, index) => {
      const { message } = mapped(ANNA, index + 1, { text });
      db.run(
        `INSERT INTO messages (peer_id, id, date, edit_date, out, service, counts, unread_mention, pinned, editable, ttl_period, model, model_version)
         VALUES (?, ?, ?, 0, 0, 0, 1, 0, 0, 0, 0, ?, 1)`,
        ANNA, index + 1, message.date, JSON.stringify(message),
      );
    });
    for (const [peerId, title] of [[2, 'Anna'], [7, 'Boris']] as const) {
      db.run(
        'INSERT INTO peers (id, is_min, record, model, model_version) VALUES (?, 0, ?, ?, 1)',
        peerId, toRecord(user(peerId, { firstName: title })), JSON.stringify({ id: peerId, kind: 'user', title, usernames: [], color: 0, rights: {} }),
      );
    }
  });
  db.close();
  return path;
}

test('a database from before the index is indexed piece by piece, also after an interruption, while it is used', () => {
  const path = oldDatabase(Array.from({ length: 20 }, (_, index) => `old ${index + 1}`));
  const first = openStore({ path, key: KEY });
  expect(first.search.isComplete).toBe(false);
  expect(first.search.backfill(3)).toBe(true);
  first.messages.put(mapped(ANNA, 100, { text: 'old but new' }));
  first.messages.delete(ANNA, [id(2), id(19)]);
  first.messages.put(mapped(ANNA, 3, { text: 'edited 3' }, { editDate: 7 }));
  first.messages.put(mapped(ANNA, 20, { text: 'edited 20' }, { editDate: 7 }));
  for (let n = 0; n < 2; n += 1) first.search.backfill(3);
  first.close();
  const store = temporaryStore(path);
  while (store.search.backfill(4)) expect(store.search.isComplete).toBe(false);
  expect(store.search.isComplete).toBe(true);
  expect(textsFound(store, 'old').length).toBe(17);
  expect(textsFound(store, 'edited')).toEqual(['edited 20', 'edited 3']);
  expect(store.search.peers('bor', 5).map(({ peer }) => peer.title)).toEqual(['Boris']);
  store.messages.delete(ANNA, store.messages.idsBetween(ANNA, 1, 1000));
  expect(textsFound(store, 'old')).toEqual([]);
});

test('an index made with other grams is built anew', () => {
  const path = join(temporaryFolder(), 'a.db');
  const before = openStore({ path, key: KEY });
  fill(before, ['one word', 'two words']);
  before.meta.set('search.index', { version: 0, fromRow: 0, toPeer: 0 });
  before.close();
  const store = temporaryStore(path);
  expect(textsFound(store, 'wor')).toEqual([]);
  while (store.search.backfill(1)) expect(store.search.isComplete).toBe(false);
  expect(textsFound(store, 'wor')).toEqual(['two words', 'one word']);
});

test('what comes in bulk is indexed behind its transaction, bit by bit, and every text is found in the end', () => {
  const store = temporaryStore();
  const texts = Array.from({ length: 700 }, (_, n) => `petrel number${n}`);
  store.transaction(() => texts.slice(0, 600).forEach((text, n) => store.messages.put(mapped(ANNA, n + 1, { text }))));
  expect(store.search.isComplete).toBe(false);
  // Edits, deletions and single messages meanwhile.
  store.messages.put(mapped(ANNA, 600, { text: 'edited into albatross', editDate: 5 }));
  store.messages.put(mapped(ANNA, 3, { text: 'early albatross', editDate: 5 }));
  store.messages.delete(ANNA, [id(599), id(2)]);
  texts.slice(600).forEach((text, n) => store.messages.put(mapped(ANNA, n + 601, { text })));
  expect(store.search.isComplete).toBe(false);
  while (store.search.backfill(64)) expect(store.search.isComplete).toBe(false);
  expect(textsFound(store, 'albatross')).toEqual(['edited into albatross', 'early albatross']);
  expect(textsFound(store, 'petrel')).toHaveLength(696);
  expect(store.search.count({ text: 'number599' }, 10)).toBe(0);
  store.messages.put(mapped(ANNA, 701, { text: 'petrel once more' }));
  expect(store.search.isComplete).toBe(true);
  expect(textsFound(store, 'petrel')).toHaveLength(697);
});

test('a search that comes right after a page of messages finds them', () => {
  const store = temporaryStore();
  fill(store, Array.from({ length: 100 }, (_, n) => `petrel ${n}`));
  expect(store.search.isComplete).toBe(false);
  expect(textsFound(store, 'petrel 99')).toEqual(['petrel 99']);
});

test('a crash at any point of indexing behind loses nothing and doubles nothing', () => {
  const path = join(temporaryFolder(), 'a.db');
  const open = () => openStore({ path, key: KEY });
  let store = open();
  fill(store, Array.from({ length: 90 }, (_, n) => `petrel ${n}`));
  for (let round = 0; ; round += 1) {
    const undone = () =>
      store.transaction(() => {
        store.search.backfill(20);
        throw new Error('killed');
      });
    expect(undone).toThrow('killed');
    const isMore = store.search.backfill(20);
    store.close();
    store = open();
    if (!isMore) break;
    expect(round).toBeLessThan(10);
  }
  expect(store.search.isComplete).toBe(true);
  expect(textsFound(store, 'petrel')).toHaveLength(90);
  store.messages.delete(ANNA, store.messages.idsBetween(ANNA, 1, 90));
  expect(store.search.count({ text: 'petrel' }, 1000)).toBe(0);
  store.close();
});

test('the row number of a deleted message that a new one takes over is indexed for the new one', () => {
  const store = temporaryStore();
  fill(store, Array.from({ length: 40 }, (_, n) => `petrel ${n}`));
  store.search.backfill(30);
  store.messages.delete(ANNA, store.messages.idsBetween(ANNA, 20, 40));
  for (let n = 50; n < 60; n += 1) store.messages.put(mapped(ANNA, n, { text: `albatross ${n}` }));
  while (store.search.backfill(5)) expect(store.search.isComplete).toBe(false);
  expect(textsFound(store, 'albatross')).toHaveLength(10);
  expect(textsFound(store, 'petrel')).toHaveLength(19);
});
