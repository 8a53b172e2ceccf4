import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Message, PeerId } from '#shared/model/index.ts';
import { encodeJpeg } from '../../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../../dc/world/images/scenes.ts';
import type { BoxMessage } from '../../dc/world/model.ts';
import { Town } from '../support/chats.ts';
import type { FollowedHistory, Somebody } from '../support/chats.ts';

/* Photos, files and albums on their way from one person to another over the local DC; what arrives is compared byte for byte. */

let town: Town;
let anna: Somebody;
let boris: Somebody;
let annas: FollowedHistory;
let chats = 0;
/** Another chat for each test: a group of the two. */
let chat: PeerId;

beforeAll(async () => {
  town = await Town.found();
  anna = await town.move('Anna');
  boris = await town.move('Boris');
});
afterAll(() => town.close());
beforeEach(async () => {
  const title = `Group ${++chats}`;
  const group = town.world.createGroup({ title, creatorId: anna.user.id, memberIds: [boris.user.id] });
  chat = -group.id as PeerId;
  await anna.dialogs().untilRow(chat, () => true);
  annas = anna.history(chat);
  await annas.idle();
});
afterEach(() => expect(town.dc.violations()).toEqual([]));

const picture = (seed: number, width = 64, height = 48): Uint8Array => encodeJpeg(paintScene('mountains', seed, width, height), 87);
const photo = (seed: number) =>
  ({ bytes: picture(seed), as: 'photo', name: `photo ${seed}.jpg`, mimeType: 'image/jpeg', width: 64, height: 48 }) as const;

/** What Boris's box holds of the chat, notes about the group left out. */
const atBoris = (): BoxMessage[] => town.world.account(boris.user.id).box.thread(chat).filter((message) => !message.content.action);
const bytesOf = ({ content: { media } }: BoxMessage): Uint8Array => {
  if (media?.kind === 'photo') return media.photo.renditions.at(-1)!.bytes();
  if (media?.kind === 'document') return media.document.read(0, media.document.size);
  throw new Error('no file');
};
const media = (messages: readonly Message[]): Message[] => messages.filter((message) => message.media !== undefined);
const sent = (count: number) => (messages: readonly Message[]): boolean =>
  media(messages).length === count && media(messages).every((message) => message.id > 0);
const same = (a: Uint8Array | undefined, b: Uint8Array): boolean => a !== undefined && Buffer.from(a).equals(b);

async function bytesAt(person: Somebody, url: string): Promise<Uint8Array> {
  const [kind, id = '', size = ''] = url.split('/');
  const path = kind === 'photo' ? ({ kind, id, size } as const) : ({ kind: kind === 'attachment' ? kind : 'document', id } as const);
  const answer = await person.engine.engine.readMedia(path, undefined, new AbortController().signal);
  if (!answer.ok) throw new Error(answer.reason);
  return new Uint8Array(await new Response(answer.body).arrayBuffer());
}

it('sends a photo with its caption, shows it from here meanwhile, and does not download what it has sent', async () => {
  const held = town.dc.faults.add({ at: 'call', do: 'delay', ms: 50, match: { method: 'messages.sendMedia' } });
  const one = photo(1);
  await anna.sendFiles(chat, [one], 'the lake');
  const [pending] = media(await annas.until((messages) => media(messages).length === 1));
  expect(pending).toMatchObject({ text: 'the lake', media: { kind: 'photo', photo: { sizes: [{ width: 64, height: 48 }] } } });
  const [done] = media(await annas.until(sent(1)));
  held.remove();
  expect(atBoris()).toHaveLength(1);
  expect(atBoris()[0]!.content.text).toBe('the lake');
  expect(same(bytesOf(atBoris()[0]!), one.bytes)).toBe(true);
  const downloads = (): number => town.dc.report.calls.get('upload.getFile') ?? 0;
  const before = downloads();
  const { url } = (done!.media as { photo: { sizes: { url: string }[] } }).photo.sizes.at(-1)!;
  expect(same(await bytesAt(anna, url), one.bytes)).toBe(true);
  expect(downloads()).toBe(before);
  // A window that has not heard yet that it is sent still asks for it under the name that it had.
  const local = (pending!.media as { photo: { sizes: { url: string }[] } }).photo.sizes.at(-1)!;
  expect(local.url).toMatch(/^attachment/);
  expect(same(await bytesAt(anna, local.url), one.bytes)).toBe(true);
});

it('sends a file as it is', async () => {
  const bytes = randomBytes(300_000);
  await anna.sendFiles(chat, [{ bytes, name: 'letter.pdf', mimeType: 'application/pdf' }]);
  await annas.until(sent(1));
  const [message] = atBoris();
  expect(same(bytesOf(message!), bytes)).toBe(true);
  const boriss = boris.history(chat);
  const [seen] = media(await boriss.until(sent(1)));
  expect(seen?.media).toMatchObject({ kind: 'document', document: { fileName: 'letter.pdf', mimeType: 'application/pdf', byteSize: 300_000 } });
  const { url } = (seen!.media as { document: { url: string } }).document;
  expect(same(await bytesAt(boris, url), bytes)).toBe(true);
});

it('sends twelve photos as an album of ten and one of two, in their order, the caption on the first', async () => {
  const photos = Array.from({ length: 12 }, (_, index) => photo(index));
  await anna.sendFiles(chat, photos, 'all of them');
  await annas.until(sent(12));
  const arrived = atBoris();
  expect(arrived.map((message, index) => same(bytesOf(message), photos[index]!.bytes))).toEqual(photos.map(() => true));
  const groups = new Map<unknown, number>();
  for (const { content } of arrived) groups.set(content.groupedId, (groups.get(content.groupedId) ?? 0) + 1);
  expect([...groups.values()]).toEqual([10, 2]);
  expect(arrived.map(({ content }) => content.text).filter(Boolean)).toEqual(['all of them']);
});

it('never lets files into an album of photos', async () => {
  const files = [photo(1), photo(2), { bytes: randomBytes(100) }, { bytes: randomBytes(200) }, photo(3)];
  await anna.sendFiles(chat, files);
  await annas.until(sent(5));
  const named = atBoris().map(({ content }) => `${content.media?.kind} ${content.groupedId === undefined ? 'alone' : 'in album'}`);
  expect(named.toSorted()).toEqual(['document in album', 'document in album', 'photo alone', 'photo in album', 'photo in album']);
});

it('lets texts pass a slow upload', async () => {
  const held = town.dc.faults.add({ at: 'call', do: 'delay', ms: 1_000, match: { method: 'upload.saveFilePart' } });
  await anna.sendFiles(chat, [photo(1)]);
  await anna.send(chat, 'meanwhile');
  await annas.until((messages) => messages.some((message) => message.id > 0 && message.text === 'meanwhile'));
  await annas.until(sent(1));
  held.remove();
  expect(atBoris().map(({ content }) => content.text)).toEqual(['meanwhile', '']);
});

it.each(['upload.saveFilePart', 'messages.uploadMedia', 'messages.sendMedia'])('sends once although the answer of %s is lost', async (method) => {
  const fault = town.dc.faults.add({ at: 'call', do: 'lose-answer-and-cut', match: { method } });
  const one = photo(7);
  await anna.sendFiles(chat, [one]);
  await annas.until(sent(1));
  fault.remove();
  expect(atBoris().map((message) => same(bytesOf(message), one.bytes))).toEqual([true]);
});

it('sends an album once although the answer is lost, and again when a reference is over', async () => {
  const fault = town.dc.faults.add({ at: 'call', do: 'lose-answer-and-cut', match: { method: 'messages.sendMultiMedia' } });
  await anna.sendFiles(chat, [photo(1), photo(2)]);
  await annas.until(sent(2));
  fault.remove();
  expect(atBoris()).toHaveLength(2);
  const expired = town.dc.faults.add({
    at: 'call', do: 'error', code: 400, text: 'FILE_REFERENCE_1_EXPIRED', match: { method: 'messages.sendMultiMedia' },
  });
  const uploads = town.dc.report.calls.get('messages.uploadMedia') ?? 0;
  await anna.sendFiles(chat, [photo(3), photo(4)]);
  await annas.until(sent(4));
  expired.remove();
  expect(atBoris()).toHaveLength(4);
  expect(town.dc.report.calls.get('messages.uploadMedia')).toBe(uploads + 3);
});

it('uploads parts again that the server has lost', async () => {
  const fault = town.dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'FILE_PART_0_MISSING', match: { method: 'messages.uploadMedia' } });
  const one = photo(9);
  await anna.sendFiles(chat, [one]);
  await annas.until(sent(1));
  fault.remove();
  expect(same(bytesOf(atBoris()[0]!), one.bytes)).toBe(true);
});

it('fails one of an album with a reason; the others go when it is removed, or all when it is tried again', async () => {
  const broken = { ...photo(1), bytes: randomBytes(5_000) };
  const ids = await anna.sendFiles(chat, [photo(1), broken, photo(2)]);
  const failed = media(await annas.until((messages) => messages.some((message) => message.sending?.state === 'failed')));
  expect(failed.find((message) => message.sending?.state === 'failed')?.sending).toMatchObject({
    reason: 'Telegram cannot read this picture. Send it as a file.',
  });
  await anna.send(chat, 'after it');
  await annas.until((messages) => messages.some((message) => message.id > 0 && message.text === 'after it'));
  expect(atBoris()).toHaveLength(1);
  await anna.engine.window.call('messages.delete', { peerId: chat, ids: [ids[1]!], forEveryone: false });
  await annas.until(sent(2));
  expect(atBoris().filter(({ content }) => content.media !== undefined)).toHaveLength(2);

  const fault = town.dc.faults.add({ at: 'call', do: 'error', code: 403, text: 'CHAT_SEND_PHOTOS_FORBIDDEN', match: { method: 'messages.sendMultiMedia' } });
  const again = await anna.sendFiles(chat, [photo(3), photo(4)]);
  const refused = media(await annas.until((messages) => messages.filter((message) => message.sending?.state === 'failed').length === 2));
  fault.remove();
  expect(refused.at(-1)?.sending).toMatchObject({ reason: 'Photos are not allowed in this chat.', canRetry: true });
  await anna.engine.window.call('messages.retry', { peerId: chat, id: again[0]! });
  await annas.until(sent(4));
});

it('leaves nothing behind of an upload that is taken back', async () => {
  const held = town.dc.faults.add({ at: 'call', do: 'delay', ms: 3_000, times: 0, match: { method: 'upload.saveFilePart' } });
  const begun = town.dc.report.next((entry) => entry.direction === 'in' && entry.method === 'upload.saveFilePart');
  const ids = await anna.sendFiles(chat, [{ bytes: randomBytes(900_000) }]);
  await begun;
  const progress = anna.engine.window.listen('messages.uploads', {});
  await progress.until((all) => all.some(({ id, total }) => id === ids[0] && total === 900_000));
  await anna.engine.window.call('messages.delete', { peerId: chat, ids, forEveryone: false });
  await annas.until((messages) => media(messages).length === 0);
  await progress.until((all) => all.length === 0);
  held.remove();
  expect(readdirSync(join(anna.accountDir, 'attachments'))).toEqual([]);
  await anna.send(chat, 'done');
  await annas.until((messages) => messages.some((message) => message.id > 0 && message.text === 'done'));
  expect(atBoris()).toHaveLength(1);
});

it('keeps files without a connection and over a restart, and sends them once there is one', async () => {
  await town.dc.stop();
  const files = [photo(1), photo(2)];
  const paper = randomBytes(50_000);
  await anna.sendFiles(chat, files, 'offline');
  await anna.sendFiles(chat, [{ bytes: paper }]);
  await anna.restart();
  annas = anna.history(chat);
  await annas.until((messages) => media(messages).length === 3);
  await town.bringBack();
  await annas.until(sent(3));
  const arrived = atBoris();
  expect(arrived).toHaveLength(3);
  expect(arrived.filter((message) => same(bytesOf(message), paper))).toHaveLength(1);
  expect(arrived.filter((message) => same(bytesOf(message), files[0]!.bytes))).toHaveLength(1);
  expect(readdirSync(join(anna.accountDir, 'attachments'))).toEqual([]);
});

it('goes on with an upload where it was when the program was closed in the middle', async () => {
  const bytes = randomBytes(2_000_000);
  const parts = Math.ceil(bytes.length / 65_536);
  const saved = (): number => town.dc.report.calls.get('upload.saveFilePart') ?? 0;
  const held = town.dc.faults.add({ at: 'call', do: 'delay', ms: 60_000, skip: 12, times: 0, match: { method: 'upload.saveFilePart' } });
  const ids = await anna.sendFiles(chat, [{ bytes }]);
  const progress = anna.engine.window.listen('messages.uploads', {});
  // A call that is made again over another connection counts among the twelve, too: then fewer parts are there.
  await progress.until((all) => all.some(({ id, sent: done }) => id === ids[0] && done >= 8 * 65_536));
  // None is still on its way: it would be counted as one of the next run.
  await held.hit(parts - 12);
  await anna.restart();
  held.remove();
  annas = anna.history(chat);
  const before = saved();
  await annas.until(sent(1));
  expect(saved() - before).toBeLessThan(parts);
  expect(atBoris().map((message) => same(bytesOf(message), bytes))).toEqual([true]);
});
