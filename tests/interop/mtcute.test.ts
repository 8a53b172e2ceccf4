import { randomBytes } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import { InputMedia, md } from '@mtcute/node';
import type { Message, TelegramClient } from '@mtcute/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalDc } from '../dc/index.ts';
import type { LocalDc } from '../dc/index.ts';
import type { World } from '../dc/world/index.ts';
import { mtcuteClient } from './support/mtcute.ts';

/** Ann and Bob use mtcute; Carla and the channel are moved by the world. */
let dc: LocalDc<World>;
let ann: TelegramClient;
let bob: TelegramClient;
let carlaClient: TelegramClient | undefined;
const ids = { ann: 0, bob: 0, carla: 0 };

interface Listened<T> {
  add(handler: (value: T) => void): void;
  remove(handler: (value: T) => void): void;
}

/** The next event that fits; the test's own time limit bounds the wait. */
function next<T>(emitter: Listened<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const handler = (value: T): void => {
      if (!fits(value)) return;
      emitter.remove(handler);
      resolve(value);
    };
    emitter.add(handler);
  });
}

const text = (wanted: string) => (message: Message): boolean => message.text === wanted;

async function signIn(phone: string, dcId?: number): Promise<TelegramClient> {
  const client = await mtcuteClient(dc, dcId === undefined ? {} : { dcId });
  await client.start({ phone: `+${phone}`, code: phone[5]?.repeat(5) ?? '', codeSentCallback: () => undefined });
  return client;
}

/** A PNG of one colour per row, large enough to be kept as a photo. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 4 + body.length);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const rows = Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.alloc(1), Buffer.alloc(width * 3, y & 255)]));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

beforeAll(async () => {
  dc = await startLocalDc();
  ids.ann = dc.world.createUser({ firstName: 'Ann', lastName: 'Arbor', phone: '9996610001', username: 'ann_arbor' }).id;
  ids.bob = dc.world.createUser({ firstName: 'Bob', lastName: 'Bee', phone: '9996610002', username: 'bob_bee' }).id;
  ids.carla = dc.world.createUser({ firstName: 'Carla', phone: '9996620003' }).id;
  for (let i = 0; i < 250; i++) {
    const [from, to] = i % 2 ? [ids.ann, ids.bob] : [ids.bob, ids.ann];
    dc.world.sendMessage({ from, to, text: `old ${i}` });
  }
  dc.world.sendMessage({ from: ids.carla, to: ids.ann, text: 'carla to ann' });
  ann = await signIn('9996610001');
  bob = await signIn('9996610002');
});

afterAll(async () => {
  await ann.destroy();
  await bob.destroy();
  await carlaClient?.destroy();
  await dc.close();
});

test('signing in: a wrong code is refused, the right one names the account', async () => {
  const client = await mtcuteClient(dc);
  try {
    await client.connect();
    const sent = await client.sendCode({ phone: '+9996610001' });
    if (!('phoneCodeHash' in sent)) throw new Error('signed in without a code');
    const { phoneCodeHash } = sent;
    await expect(client.signIn({ phone: '+9996610001', phoneCodeHash, phoneCode: '12345' })).rejects.toMatchObject({
      text: 'PHONE_CODE_INVALID',
    });
    const me = await client.signIn({ phone: '+9996610001', phoneCodeHash, phoneCode: '11111' });
    expect([me.id, me.displayName, me.username]).toEqual([ids.ann, 'Ann Arbor', 'ann_arbor']);
    await client.logOut();
    await expect(client.getMe()).rejects.toMatchObject({ code: 401 });
  } finally {
    await client.destroy();
  }
});

test('dialogs come newest first with their unread counts', async () => {
  const dialogs = [];
  for await (const dialog of ann.iterDialogs()) dialogs.push(dialog);
  const names = dialogs.map(({ peer }) => peer.displayName).filter((name) => name !== 'Telegram');
  expect(names).toEqual(['Carla', 'Bob Bee']);
  expect(dialogs.find(({ peer }) => peer.id === ids.carla)?.unreadCount).toBe(1);
  expect(dialogs.find(({ peer }) => peer.id === ids.bob)?.lastMessage?.text).toBe('old 249');
});

test('a history is read page by page without gaps or repetitions', async () => {
  const texts: string[] = [];
  for await (const message of ann.iterHistory(ids.bob, { chunkSize: 40 })) texts.push(message.text);
  expect(texts).toEqual(Array.from({ length: 250 }, (_, i) => `old ${249 - i}`));
});

test('a text with formatting arrives at the other client as it was sent', async () => {
  const arriving = next(bob.onNewMessage, text('bold and code'));
  const sent = await ann.sendText('bob_bee', md`**bold** and ${{ text: 'code', entities: [] }}`);
  expect([sent.text, sent.isOutgoing]).toEqual(['bold and code', true]);
  const arrived = await arriving;
  expect(arrived.sender.id).toBe(ids.ann);
  expect(arrived.entities.map(({ kind, text: part }) => [kind, part])).toEqual([['bold', 'bold']]);
});

test('a note to oneself is answered with whole updates, as mtcute needs it', async () => {
  const note = await ann.sendText('me', 'note to self');
  expect([note.text, note.chat.id]).toEqual(['note to self', ids.ann]);
});

test('replies, edits and deletions reach the other client', async () => {
  const first = await ann.sendText(ids.bob, 'to be answered');
  const replying = next(ann.onNewMessage, text('the answer'));
  const [received] = await bob.getHistory(ids.ann, { limit: 1 });
  if (received === undefined) throw new Error('nothing arrived');
  await bob.replyText(received, 'the answer');
  expect((await replying).replyToMessage?.id).toBe(first.id);
  const editing = next(bob.onEditMessage, text('edited'));
  await ann.editMessage({ chatId: ids.bob, message: first.id, text: 'edited' });
  await editing;
  const deleting = next(bob.onDeleteMessage, (update) => update.messageIds.includes(received.id));
  await ann.deleteMessagesById(ids.bob, [first.id]);
  await deleting;
});

test('reading is seen by the writer, and clears the count', async () => {
  const message = dc.world.sendMessage({ from: ids.carla, to: ids.ann, text: 'read me' });
  expect(message.content.text).toBe('read me');
  await ann.sendText(ids.bob, 'have you read this?');
  const seen = next(ann.onHistoryRead, ({ isOutbox, chatId }) => isOutbox && chatId === ids.bob);
  await bob.readHistory(ids.ann);
  await seen;
  await ann.readHistory(ids.carla);
  const [dialog] = await ann.getPeerDialogs(ids.carla);
  expect(dialog?.unreadCount).toBe(0);
});

test('typing is shown', async () => {
  const typing = next(ann.onUserTyping, ({ userId }) => userId === ids.bob);
  await bob.setTyping({ peerId: ids.ann, status: 'typing' });
  expect((await typing).status).toBe('typing');
});

test('a photo is sent, and downloaded by the other client', async () => {
  const arriving = next(bob.onNewMessage, ({ media }) => media?.type === 'photo');
  const sent = await ann.sendMedia(ids.bob, InputMedia.photo(png(320, 240), { caption: 'a picture' }));
  expect(sent.media?.type).toBe('photo');
  const { media, text: caption } = await arriving;
  if (media?.type !== 'photo') throw new Error('no photo');
  expect([caption, media.width, media.height]).toEqual(['a picture', 320, 240]);
  const bytes = await bob.downloadAsBuffer(media);
  expect(bytes.length).toBe(media.fileSize);
});

test.each([70_000, 11 * 1024 * 1024])('a document of %i bytes comes back as it was', async (size) => {
  const content = randomBytes(size);
  const name = `file-${size}.bin`;
  const isIt = ({ media }: Message): boolean => media?.type === 'document' && media.fileName === name;
  const arriving = next(bob.onNewMessage, isIt);
  await ann.sendMedia(ids.bob, InputMedia.document(content, { fileName: name, fileMime: 'application/octet-stream' }));
  const { media } = await arriving;
  if (media?.type !== 'document') throw new Error('no document');
  expect(media.fileSize).toBe(size);
  expect(Buffer.from(await bob.downloadAsBuffer(media)).equals(content)).toBe(true);
});

test('what is written while the connection is cut arrives after it', async () => {
  const arriving = ['one', 'two', 'three'].map((word) => next(ann.onNewMessage, text(word)));
  dc.server.cut();
  for (const word of ['one', 'two', 'three']) dc.world.sendMessage({ from: ids.carla, to: ids.ann, text: word });
  await Promise.all(arriving);
});

// mtcute takes no notice of new_session_created; the gap that the next update leaves makes it fetch the difference.
test('what is written while the server is down arrives by the difference', async () => {
  await dc.stop();
  for (const session of dc.server.sessions.all()) dc.server.sessions.forget(session);
  const arriving = ['while you were away', 'now you are back'].map((words) => next(ann.onNewMessage, text(words)));
  dc.world.sendMessage({ from: ids.carla, to: ids.ann, text: 'while you were away' });
  await dc.start();
  await ann.call({ _: 'updates.getState' });
  dc.world.sendMessage({ from: ids.carla, to: ids.ann, text: 'now you are back' });
  await Promise.all(arriving);
});

test('a message whose answer is lost is not sent twice', async () => {
  dc.faults.add({ at: 'call', match: { method: 'messages.sendMessage' }, do: 'lose-answer-and-cut' });
  await ann.sendText(ids.bob, 'exactly once');
  const texts = (await bob.getHistory(ids.ann, { limit: 20 })).map((message) => message.text);
  expect(texts.filter((one) => one === 'exactly once')).toHaveLength(1);
});

test('a group shows what its members write', async () => {
  const group = dc.world.createGroup({ title: 'Birds', creatorId: ids.carla, memberIds: [ids.ann, ids.bob] });
  const arriving = [ann, bob].map((client) => next(client.onNewMessage, text('hello birds')));
  dc.world.sendMessage({ from: ids.carla, to: -group.id, text: 'hello birds' });
  for (const { chat } of await Promise.all(arriving)) expect(chat.displayName).toBe('Birds');
});

test('a phone of another DC is followed there, and files are fetched across DCs', async () => {
  carlaClient = await signIn('9996620003', 1);
  expect((await carlaClient.getMe()).id).toBe(ids.carla);
  expect(dc.report.errors.get('auth.sendCode 303 PHONE_MIGRATE_2')).toBe(1);
  const content = randomBytes(5_000);
  const arriving = next(ann.onNewMessage, ({ media }) => media?.type === 'document' && media.fileName === 'from-dc-2.bin');
  await carlaClient.sendMedia('ann_arbor', InputMedia.document(content, { fileName: 'from-dc-2.bin' }));
  const { media } = await arriving;
  if (media?.type !== 'document') throw new Error('no document');
  expect(Buffer.from(await ann.downloadAsBuffer(media)).equals(content)).toBe(true);
  expect(dc.report.calls.get('auth.exportAuthorization')).toBe(dc.report.calls.get('auth.importAuthorization'));
  expect(dc.report.calls.get('auth.importAuthorization')).toBeGreaterThan(0);
});

test('updates and files work under temporary keys', async () => {
  const client = await mtcuteClient(dc, { usePfs: true, transport: 'obfuscated-padded' });
  try {
    await client.start({ phone: '+9996610002', code: '11111', codeSentCallback: () => undefined });
    const content = randomBytes(200_000);
    const sent = await client.sendMedia('ann_arbor', InputMedia.document(content, { fileName: 'temporary.bin' }));
    if (sent.media?.type !== 'document') throw new Error('no document');
    expect(Buffer.from(await client.downloadAsBuffer(sent.media)).equals(content)).toBe(true);
    const arriving = next(client.onNewMessage, text('under a temporary key'));
    await ann.sendText(ids.bob, 'under a temporary key');
    await arriving;
    expect(dc.report.calls.get('auth.bindTempAuthKey')).toBeGreaterThan(0);
  } finally {
    await client.destroy();
  }
});

test('nothing of it broke the protocol or the server', () => {
  expect(dc.report.internalErrors).toEqual([]);
  // Telegram accepts the odd sequence numbers that mtcute gives to acknowledgements, and its random DC field.
  expect(dc.violations().filter(({ rule }) => rule !== 'ack-seqno' && rule !== 'obfuscation-dc')).toEqual([]);
  expect(Object.fromEntries(dc.report.unimplemented)).toEqual({});
});
