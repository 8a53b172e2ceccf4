import { randomBytes } from 'node:crypto';
import { InputMedia } from '@mtcute/node';
import type { Message as TheirMessage, TelegramClient } from '@mtcute/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, PeerId } from '#shared/model/index.ts';
import { encodeJpeg } from '../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../dc/world/images/scenes.ts';
import { Town } from '../integration/support/chats.ts';
import type { FollowedHistory, Somebody } from '../integration/support/chats.ts';
import { mtcuteClient } from './support/mtcute.ts';

/** Anna has the app, Bob uses mtcute: photos, files, albums and reactions go both ways, and bytes are compared. */
let town: Town;
let anna: Somebody;
let bob: TelegramClient;
let bobId: PeerId;
let annas: FollowedHistory;
const arrived: TheirMessage[] = [];

beforeAll(async () => {
  town = await Town.found();
  const phone = town.nextPhone();
  const user = town.world.createUser({ firstName: 'Bob', phone });
  bobId = user.id as PeerId;
  anna = await town.move('Anna', (own) => void town.world.sendMessage({ from: user.id, to: own.id as never, text: 'hello' }));
  bob = await mtcuteClient(town.dc);
  await bob.start({ phone: `+${phone}`, code: phone.charAt(5).repeat(5), codeSentCallback: () => undefined });
  for await (const dialog of bob.iterDialogs()) void dialog;
  bob.onNewMessage.add((message) => void arrived.push(message));
  annas = anna.history(bobId);
  await annas.untilTexts(['hello']);
});
afterAll(async () => {
  await bob.destroy();
  await town.close();
});

const jpeg = (seed: number): Uint8Array => encodeJpeg(paintScene('sea', seed, 320, 240), 80);
const photo = (seed: number) =>
  ({ bytes: jpeg(seed), as: 'photo', name: 'sea.jpg', mimeType: 'image/jpeg', width: 320, height: 240 }) as const;
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);

/** The next `count` messages that Bob's client tells of. */
async function atBob(count: number): Promise<TheirMessage[]> {
  await expect.poll(() => arrived.length, { timeout: 20_000 }).toBe(count);
  return arrived.splice(0);
}

async function theirBytes(message: TheirMessage | undefined): Promise<Uint8Array> {
  const { media } = message ?? {};
  if (media?.type !== 'photo' && media?.type !== 'document') throw new Error('There is no file');
  return bob.downloadAsBuffer(media);
}

async function ourBytes(message: Message | undefined): Promise<Uint8Array> {
  const { media } = message ?? {};
  const path =
    media?.kind === 'photo'
      ? ({ kind: 'photo', id: media.photo.id, size: media.photo.sizes.at(-1)?.type ?? '' } as const)
      : media?.kind === 'document' && ({ kind: 'document', id: media.document.id } as const);
  if (!path) throw new Error('There is no file');
  const answer = await anna.engine.engine.readMedia(path, undefined, new AbortController().signal);
  if (!answer.ok) throw new Error(answer.reason);
  return new Uint8Array(await new Response(answer.body).arrayBuffer());
}

test('a photo, a file and an album of the app reach mtcute byte for byte', async () => {
  await anna.sendFiles(bobId, [photo(1)], 'the sea');
  const [picture] = await atBob(1);
  expect([picture?.text, picture?.media?.type]).toEqual(['the sea', 'photo']);
  expect(same(await theirBytes(picture), jpeg(1))).toBe(true);

  const paper = randomBytes(11 * 1024 * 1024);
  await anna.sendFiles(bobId, [{ bytes: paper, name: 'large.bin' }]);
  const [file] = await atBob(1);
  expect(file?.media?.type === 'document' && file.media.fileName).toBe('large.bin');
  expect(same(await theirBytes(file), paper)).toBe(true);

  await anna.sendFiles(bobId, [photo(2), photo(3), photo(4)], 'three of them');
  const album = await atBob(3);
  expect(new Set(album.map((message) => message.groupedIdUnique)).size).toBe(1);
  expect(album.map((message) => message.text)).toEqual(['three of them', '', '']);
  for (const [index, message] of album.entries()) expect(same(await theirBytes(message), jpeg(2 + index))).toBe(true);
}, 60_000);

test('a photo, a file and an album of mtcute reach the app byte for byte', async () => {
  const paper = randomBytes(90_000);
  const before = annas.messages.length;
  await bob.sendMedia(anna.id, InputMedia.photo(jpeg(5), { caption: 'mine' }));
  await bob.sendMedia(anna.id, InputMedia.document(paper, { fileName: 'notes.bin', fileMime: 'application/octet-stream' }));
  await bob.sendMediaGroup(anna.id, [InputMedia.photo(jpeg(6)), InputMedia.photo(jpeg(7))]);
  const messages = (await annas.until((all) => all.length === before + 4)).slice(before);
  expect(messages[0]?.text).toBe('mine');
  expect(same(await ourBytes(messages[0]), jpeg(5))).toBe(true);
  expect(messages[1]?.media).toMatchObject({ document: { fileName: 'notes.bin', byteSize: 90_000 } });
  expect(same(await ourBytes(messages[1]), paper)).toBe(true);
  expect(messages[2]?.groupedId).toBeDefined();
  expect(messages[3]?.groupedId).toBe(messages[2]?.groupedId);
  expect(same(await ourBytes(messages[3]), jpeg(7))).toBe(true);
}, 60_000);

test('a reaction of mtcute is seen in the app, changes and goes; one too many, or an unknown one, is refused', async () => {
  const id = await anna.send(bobId, 'react to this');
  expect(id).toBeLessThan(0);
  const [message] = await atBob(1);
  const ours = (): Message | undefined => annas.messages.find(({ text }) => text === 'react to this');
  const counts = (): unknown => ours()?.reactions?.counts;
  await bob.sendReaction({ message: message!, emoji: '👍' });
  await annas.until(() => ours()?.reactions !== undefined);
  expect(counts()).toEqual([{ reaction: { kind: 'emoji', emoji: '👍' }, count: 1 }]);
  await bob.sendReaction({ message: message!, emoji: '❤' });
  await annas.until(() => ours()?.reactions?.counts.some(({ reaction }) => reaction.kind === 'emoji' && reaction.emoji === '❤') === true);
  expect(counts()).toEqual([{ reaction: { kind: 'emoji', emoji: '❤' }, count: 1 }]);
  await expect(bob.sendReaction({ message: message!, emoji: ['👍', '🔥'] })).rejects.toMatchObject({ text: 'REACTIONS_TOO_MANY' });
  await expect(bob.sendReaction({ message: message!, emoji: '🐫' })).rejects.toMatchObject({ text: 'REACTION_INVALID' });
  const people = await bob.getReactionUsers({ chatId: anna.id, message: message!.id });
  expect(people.map((one) => [one.peer.id, one.emoji])).toEqual([[bobId, '❤']]);
  await bob.sendReaction({ message: message!, emoji: null });
  await annas.until(() => ours()?.reactions === undefined);
});
