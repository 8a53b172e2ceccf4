import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelPeerId, messageId, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: Somebody;
let club: PeerId;

const textIs = (text: string) => (all: readonly { text: string }[]) => all.some((one) => one.text === text);

beforeAll(async () => {
  town = await Town.found();
  boris = await town.move('Boris');
  anna = await town.move('Anna');
  club = channelPeerId(town.world.createSupergroup({ title: 'Club', creatorId: anna.user.id, memberIds: [boris.user.id] }).id);
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

describe('pinned messages', () => {
  it('pins for both, tells the other side, and unpins everything', async () => {
    const both = userPeerId(boris.user.id);
    const theirs = userPeerId(anna.user.id);
    for (const text of ['One', 'Two', 'Three']) town.world.sendMessage({ from: boris.user.id, to: anna.user.id, text });
    const mine = await anna.history(both).until(textIs('Three'));
    await boris.history(theirs).until(textIs('Three'));
    const here = anna.engine.window.listen('pins', { peerId: both });
    const there = boris.engine.window.listen('pins', { peerId: theirs });
    for (const message of mine.filter((one) => one.text !== '').slice(-3)) {
      await anna.engine.window.call('pins.set', { peerId: both, id: message.id, pinned: true });
    }
    const texts = (event: { messages: { text: string }[] }) => event.messages.map((one) => one.text).join(' ');
    await here.until((event) => texts(event) === 'Three Two One');
    await there.until((event) => texts(event) === 'Three Two One');
    await anna.engine.window.call('pins.clear', { peerId: both });
    await here.until((event) => event.messages.length === 0);
    await there.until((event) => event.messages.length === 0);
  });

  it('keeps the bar closed until something newer is pinned, also when the app starts anew', async () => {
    const sent = town.world.sendMessage({ from: boris.user.id, to: club as never, text: 'Rules' });
    await anna.history(club).until(textIs('Rules'));
    const bar = anna.engine.window.listen('pins', { peerId: club });
    await anna.engine.window.call('pins.set', { peerId: club, id: messageId(sent.id), pinned: true });
    await bar.until((event) => event.messages.length === 1 && !event.hidden);
    await anna.engine.window.call('pins.hide', { peerId: club, upTo: messageId(sent.id) });
    await bar.until((event) => event.hidden);
    const newer = town.world.sendMessage({ from: boris.user.id, to: club as never, text: 'New rules' });
    await anna.history(club).until(textIs('New rules'));
    await anna.engine.window.call('pins.set', { peerId: club, id: messageId(newer.id), pinned: true });
    await bar.until((event) => event.messages.length === 2 && !event.hidden);
  });

  it('is refused where one may not pin, with a sentence', async () => {
    const list = await boris.history(club).until(textIs('Rules'));
    const id = list.find((one) => one.text === 'Rules')!.id;
    const refusal = await boris.engine.window.refusal('pins.set', { peerId: club, id, pinned: true });
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: 'You may not pin messages in this chat.' });
  });
});

describe('what is done with a message', () => {
  it('names its address, translates it, and counts views once for each person', async () => {
    const channel = town.world.createChannel({ title: 'News', creatorId: boris.user.id, memberIds: [anna.user.id] });
    const news = channelPeerId(channel.id);
    const post = town.world.sendMessage({ from: boris.user.id, to: news as never, text: 'Guten Morgen' });
    const [message] = (await anna.history(news).until(textIs('Guten Morgen'))).slice(-1);
    const { id } = message!;
    const { url } = await anna.engine.window.call('tools.link', { peerId: news, id });
    expect(url).toBe(`https://t.me/c/${channel.id}/${id}`);
    const [translated] = await anna.engine.window.call('tools.translate', { peerId: news, ids: [id], to: 'en' });
    expect(translated?.text).toBe('[en] Guten Morgen');
    const before = post.content.views ?? 0;
    await anna.engine.window.call('tools.onScreen', { peerId: news, ids: [id] });
    await anna.engine.window.call('tools.onScreen', { peerId: news, ids: [id] });
    await anna.history(news).until((all) => all.some((one) => one.id === id && one.views === before + 1));
  });

  it('reports step by step, with what the server asks for', async () => {
    town.world.sendMessage({ from: boris.user.id, to: anna.user.id, text: 'Win a prize' });
    const peerId = userPeerId(boris.user.id);
    const { id } = (await anna.history(peerId).until(textIs('Win a prize'))).at(-1)!;
    const first = await anna.engine.window.call('tools.report', { peerId, ids: [id] });
    if (first.kind !== 'choose') throw new Error('The server asks for a reason first');
    const other = first.options.find((one) => one.text === 'Other')!;
    const second = await anna.engine.window.call('tools.report', { peerId, ids: [id], option: other.option });
    if (second.kind !== 'comment') throw new Error('The server asks for a comment then');
    const last = await anna.engine.window.call('tools.report', { peerId, ids: [id], option: second.option, comment: 'It is a fraud' });
    expect(last).toEqual({ kind: 'done' });
    expect(town.world.state.reports.at(-1)).toMatchObject({ by: anna.user.id, comment: 'It is a fraud' });
  });

  it('answers a part of a message: the other side sees which', async () => {
    town.world.sendMessage({ from: boris.user.id, to: anna.user.id, text: 'We meet at nine or at ten' });
    const peerId = userPeerId(boris.user.id);
    const { id } = (await anna.history(peerId).until(textIs('We meet at nine or at ten'))).at(-1)!;
    await anna.engine.window.call('messages.send', {
      peerId, text: 'Ten please', entities: [], replyToId: id, quote: { text: 'at ten', entities: [], offset: 19 },
    });
    const theirs = await boris.history(userPeerId(anna.user.id)).until(textIs('Ten please'));
    expect(theirs.at(-1)?.replyTo).toMatchObject({ quote: { text: 'at ten' }, quoteOffset: 19 });
  });
});

describe('the bar of a newcomer', () => {
  it('offers to add or block a stranger, and goes when that is done', async () => {
    const stranger = await town.move('Stranger');
    town.world.sendMessage({ from: stranger.user.id, to: anna.user.id, text: 'Hello there' });
    const peerId = userPeerId(stranger.user.id);
    await anna.history(peerId).until(textIs('Hello there'));
    const info = anna.engine.window.listen('chat.info', { peerId });
    await info.until((event) => event.actionBar?.kind === 'stranger');
    await anna.engine.window.call('chat.act', { peerId, act: 'addContact' });
    await info.until((event) => event.actionBar === undefined && event.peer.isContact === true);
    expect(town.world.account(anna.user.id).contacts.has(stranger.user.id)).toBe(true);
  });
});
