import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Message, PreviewChoice } from '#shared/model/index.ts';
import { finishPage } from '../../dc/world/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: Somebody;

beforeAll(async () => {
  town = await Town.found();
  anna = await town.move('Anna');
  boris = await town.move('Boris', (user) => void town.world.sendMessage({ from: anna.user.id, to: user.id as never, text: 'hello' }));
  await anna.dialogs().untilRow(boris.id, () => true);
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const send = (text: string, preview?: PreviewChoice) =>
  anna.engine.window.call('messages.send', { peerId: boris.id, text, entities: [], ...(preview === undefined ? {} : { preview }) });
const arrived = async (text: string, check: (message: Message) => boolean = () => true): Promise<Message> => {
  const all = await boris.history(anna.id).until((messages) => messages.some((message) => message.text === text && check(message)));
  const found = all.find((message) => message.text === text);
  if (found === undefined) throw new Error('It was just there');
  return found;
};
const previewOf = ({ media }: Message) => (media?.kind === 'webPage' ? media.page : undefined);

it('are sent as they are wished: none, another link, large or small, above the text', async () => {
  const text = 'see https://one.example/a and https://two.example/b';
  await send(`plain ${text}`);
  expect(previewOf(await arrived(`plain ${text}`))).toMatchObject({ displayUrl: 'one.example/a' });
  await send(`none ${text}`, { off: true });
  expect(previewOf(await arrived(`none ${text}`))).toBeUndefined();
  await send(`second ${text}`, { url: 'https://two.example/b', size: 'large', above: true });
  const second = await arrived(`second ${text}`);
  expect(previewOf(second)).toMatchObject({ displayUrl: 'two.example/b', size: 'large', sizeChosen: true, manual: true });
  expect(second.invertMedia).toBe(true);
  await send(`above ${text}`, { above: true });
  expect(await arrived(`above ${text}`)).toMatchObject({ invertMedia: true, media: { page: { displayUrl: 'one.example/a' } } });
});

it('are left out where the link leads nowhere, and the text goes all the same', async () => {
  await send('try nowhere.invalid/x', { url: 'nowhere.invalid/x', size: 'small' });
  expect(previewOf(await arrived('try nowhere.invalid/x'))).toBeUndefined();
});

it('keep what was wished through an edit, and change with it', async () => {
  await send('read three.example/c', { url: 'three.example/c', size: 'large', above: true });
  const { id } = await anna.history(boris.id).until((all) => all.some((one) => one.text === 'read three.example/c' && one.id > 0 && one.media !== undefined))
    .then((all) => all.find((one) => one.text === 'read three.example/c') ?? { id: 0 as never });
  await anna.engine.window.call('messages.edit', { peerId: boris.id, id, text: 'do read three.example/c', entities: [] });
  const edited = await arrived('do read three.example/c', (message) => message.media !== undefined);
  expect(edited).toMatchObject({ invertMedia: true, media: { page: { size: 'large', sizeChosen: true } } });
  await anna.engine.window.call('messages.edit', { peerId: boris.id, id, text: 'do read three.example/c', entities: [], preview: { off: true } });
  await arrived('do read three.example/c', (message) => message.media === undefined && message.invertMedia !== true);
});

it('come when the server has made them, as they were wished', async () => {
  const page = town.world.pages.add('https://slow.example/page', { title: 'Slow', pendingUntil: 2_000_000_000 });
  const seen = anna.engine.window.listen('preview.page', { url: 'https://slow.example/page' });
  await seen.until(({ state }) => state === 'pending');
  await send('look https://slow.example/page', { url: 'https://slow.example/page', size: 'large' });
  const before = await arrived('look https://slow.example/page');
  expect(before).toMatchObject({ awaitedPreview: { size: 'large', manual: true } });
  expect(before.media).toBeUndefined();
  finishPage(town.world, page);
  const after = await arrived('look https://slow.example/page', (message) => message.media !== undefined);
  expect(previewOf(after)).toMatchObject({ title: 'Slow', size: 'large', sizeChosen: true, manual: true });
  expect(after.awaitedPreview).toBeUndefined();
  await seen.until((event) => event.state === 'ready' && event.page.title === 'Slow');
});

it('are asked for once for a link, and told when there is none', async () => {
  const first = anna.engine.window.listen('preview.page', { url: 'https://card.example/x' });
  await first.until((event) => event.state === 'ready' && event.page.siteName === 'Card');
  const none = anna.engine.window.listen('preview.page', { url: 'void.invalid' });
  await none.until(({ state }) => state === 'none');
});

it('wait in the draft, on every device and through a restart', async () => {
  const laptop = await town.device(anna);
  const there = laptop.dialogs();
  await there.untilRow(boris.id, () => true);
  const preview: PreviewChoice = { url: 'four.example/d', size: 'small', above: true };
  await anna.engine.window.call('drafts.save', { peerId: boris.id, text: 'and four.example/d', entities: [], preview });
  await anna.restart();
  const again = anna.dialogs();
  expect((await again.untilRow(boris.id, (row) => row.draft !== undefined)).draft).toMatchObject({ text: 'and four.example/d', preview });
  expect((await there.untilRow(boris.id, (row) => row.draft !== undefined)).draft).toMatchObject({ preview });
  await anna.engine.window.call('drafts.save', { peerId: boris.id, text: 'and four.example/d', entities: [], preview: { off: true } });
  await anna.engine.window.call('app.setActive', { active: true });
  await anna.engine.window.call('app.setActive', { active: false });
  await there.untilRow(boris.id, (row) => row.draft?.preview?.off === true);
});

it('wait in the outbox until there is a connection, through a restart', async () => {
  await town.dc.stop();
  await send('later five.example/e', { url: 'five.example/e', size: 'large', above: true });
  await anna.restart();
  await town.bringBack();
  const message = await arrived('later five.example/e', ({ media }) => media !== undefined);
  expect(message).toMatchObject({ invertMedia: true, media: { page: { size: 'large' } } });
});
