import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: Somebody;

beforeEach(async () => {
  town = await Town.found();
  anna = await town.move('Anna');
  boris = await town.move(
    'Boris', (user) => void town.world.sendMessage({ from: anna.user.id, to: user.id as never, text: 'hello' }),
  );
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

describe('two people who write to each other', () => {
  it('see each other\'s messages, replies and edits, and read each other', async () => {
    const annas = anna.history(boris.id);
    const boriss = boris.history(anna.id);
    await Promise.all([annas.untilTexts(['hello']), boriss.untilTexts(['hello'])]);

    const [hello] = boriss.messages;
    await boris.send(anna.id, 'hi Anna', hello?.id);
    await Promise.all([annas.untilTexts(['hello', 'hi Anna']), boriss.untilTexts(['hello', 'hi Anna'])]);
    expect(annas.messages[1]?.replyTo?.preview).toMatchObject({ text: 'hello' });
    expect(annas.messages.map((message) => message.out)).toEqual([true, false]);
    expect(annas.window.unreadCount).toBe(1);

    await anna.engine.window.call('messages.read', { peerId: boris.id, maxId: annas.messages[1]?.id ?? (0 as never) });
    await annas.until((_messages, window) => window.unreadCount === 0);
    await boriss.until((messages, window) => window.readOutboxMaxId === messages[1]?.id);

    const own = boriss.messages[1];
    await boris.engine.window.call(
      'messages.edit',
      { peerId: anna.id, id: own?.id ?? (0 as never), text: 'hi, Anna!', entities: [{ type: 'bold', offset: 4, length: 4 }] },
    );
    await Promise.all([annas.untilTexts(['hello', 'hi, Anna!']), boriss.untilTexts(['hello', 'hi, Anna!'])]);
    expect(annas.messages[1]).toMatchObject({ entities: [{ type: 'bold', offset: 4, length: 4 }] });
    expect(annas.messages[1]?.editDate).toBeGreaterThan(0);
    // The same text once more counts as success.
    await boris.engine.window.call(
      'messages.edit',
      { peerId: anna.id, id: own?.id ?? (0 as never), text: 'hi, Anna!', entities: [{ type: 'bold', offset: 4, length: 4 }] },
    );
  });

  it('delete for everyone and for themselves', async () => {
    const annas = anna.history(boris.id);
    const boriss = boris.history(anna.id);
    await boriss.untilTexts(['hello']);
    for (const text of ['one', 'two', 'three']) await boris.send(anna.id, text);
    await Promise.all([annas.untilTexts(['hello', 'one', 'two', 'three']), boriss.untilTexts(['hello', 'one', 'two', 'three'])]);
    const list = anna.dialogs();
    expect((await list.untilRow(boris.id, (row) => row.unreadCount === 3)).topMessage?.text).toBe('three');

    await boris.engine.window.call(
      'messages.delete', { peerId: anna.id, ids: [boriss.messages[3]?.id ?? (0 as never)], forEveryone: true },
    );
    await Promise.all([annas.untilTexts(['hello', 'one', 'two']), boriss.untilTexts(['hello', 'one', 'two'])]);
    expect((await list.untilRow(boris.id, (row) => row.unreadCount === 2)).topMessage?.text).toBe('two');

    await anna.engine.window.call(
      'messages.delete', { peerId: boris.id, ids: [annas.messages[1]?.id ?? (0 as never)], forEveryone: false },
    );
    await annas.untilTexts(['hello', 'two']);
    expect(boriss.texts).toEqual(['hello', 'one', 'two']);
  });

  it('forward several messages in order, with where they are from', async () => {
    const clara = town.neighbour('Clara');
    town.world.sendMessage({ from: clara.id, to: anna.id as never, text: 'news' });
    town.world.sendMessage({ from: clara.id, to: anna.id as never, text: 'more news' });
    const claras = anna.history(clara.id as PeerId);
    const sources = await claras.untilTexts(['news', 'more news']);
    const annas = anna.history(boris.id);
    const boriss = boris.history(anna.id);
    await Promise.all([annas.untilTexts(['hello']), boriss.untilTexts(['hello'])]);
    await anna.engine.window.call(
      'messages.forward', { fromPeerId: clara.id as PeerId, ids: sources.map((message) => message.id), toPeerId: boris.id },
    );
    const copies = await boriss.untilTexts(['hello', 'news', 'more news']);
    expect(copies.slice(1).map((message) => message.forward?.fromId)).toEqual([clara.id, clara.id]);
    await annas.untilTexts(['hello', 'news', 'more news']);
  });

  it('keep what they write in a chat that one of them protects, until it is allowed again', async () => {
    const annas = anna.history(boris.id);
    const [hello] = await annas.untilTexts(['hello']);
    const id = hello?.id ?? (0 as never);
    anna.engine.window.listen('chat.info', { peerId: boris.id });
    const may = () => anna.engine.window.call('messages.capabilities', { peerId: boris.id, id });
    expect(await may()).toMatchObject({ forward: true, copy: true });
    town.world.chats.setProtected(town.world.account(boris.user.id), anna.user.id, true);
    await expect.poll(may, { timeout: 30_000 }).toMatchObject({ forward: false, copy: false, reply: true });
    const forward = { fromPeerId: boris.id, ids: [id], toPeerId: anna.id };
    expect((await anna.engine.window.refusal('messages.forward', forward)).code).toBe('FORBIDDEN');
    // It is known after a restart, and another view of the person does not undo it.
    await anna.restart();
    await anna.engine.step('ready');
    expect(await may()).toMatchObject({ forward: false, copy: false });
    town.world.sendMessage({ from: boris.user.id, to: anna.user.id as never, text: 'by the way' });
    await anna.history(boris.id).until((messages) => messages.some(({ text }) => text === 'by the way'));
    expect(await may()).toMatchObject({ forward: false, copy: false });
    anna.engine.window.listen('chat.info', { peerId: boris.id });
    town.world.chats.setProtected(town.world.account(boris.user.id), anna.user.id, false);
    await expect.poll(may, { timeout: 30_000 }).toMatchObject({ forward: true, copy: true });
  });

  it('write to themselves', async () => {
    const notes = anna.history(anna.id);
    await notes.idle();
    await anna.send(anna.id, 'remember the milk');
    const [note] = await notes.untilTexts(['remember the milk']);
    expect(note).toMatchObject({ out: true });
    const capabilities =
      await anna.engine.window.call('messages.capabilities', { peerId: anna.id, id: note?.id ?? (0 as never) });
    expect(capabilities).toMatchObject({ edit: true, deleteForSelf: true, deleteForEveryone: false });
    const list = anna.dialogs();
    await list.untilRow(anna.id, (row) => row.unreadCount === 0 && row.topMessage?.text === 'remember the milk');
  });

  it('tell what may be edited last, and refuse what is not there', async () => {
    const annas = anna.history(boris.id);
    await annas.untilTexts(['hello']);
    expect(await anna.engine.window.call('messages.lastEditable', { peerId: boris.id })).toEqual({ id: annas.messages[0]?.id });
    expect(await boris.engine.window.call('messages.lastEditable', { peerId: anna.id })).toBeNull();
    expect(
      (await anna.engine.window.refusal('messages.capabilities', { peerId: boris.id, id: 999_999 as never })).code,
    ).toBe('NOT_FOUND');
  });
});

describe('a group and a channel', () => {
  it('carry messages to everyone, with names and one lane', async () => {
    const group = town.world.createSupergroup({ title: 'Walkers', creatorId: anna.user.id, memberIds: [boris.user.id] });
    const peerId = -(1_000_000_000_000 + group.id) as PeerId;
    const annas = anna.history(peerId);
    const boriss = boris.history(peerId);
    await boris.dialogs().untilRow(peerId, () => true);
    await Promise.all([annas.idle(), boriss.idle()]);
    for (const text of ['1', '2', '3', '4', '5']) await anna.send(peerId, text);
    await boriss.until(
      (messages) => messages.filter((message) => message.service === undefined).map(
        (message) => message.text,
      ).join('') === '12345',
    );
    const list = boris.dialogs();
    expect(await list.untilRow(peerId, (row) => row.topMessage?.text === '5')).toMatchObject({ topSenderName: 'Anna' });
    await boris.engine.window.call('messages.read', { peerId, maxId: boriss.messages.at(-1)?.id ?? (0 as never) });
    await list.untilRow(peerId, (row) => row.unreadCount === 0);
  });

  it('are closed to whom they are closed', async () => {
    const channel = town.world.createChannel({ title: 'News', creatorId: anna.user.id, memberIds: [boris.user.id] });
    const peerId = -(1_000_000_000_000 + channel.id) as PeerId;
    await boris.dialogs().untilRow(peerId, () => true);
    const refusal = await boris.engine.window.refusal('messages.send', { peerId, text: 'me too', entities: [] });
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', message: 'Only admins can post in this channel.' });
    await anna.dialogs().untilRow(peerId, () => true);
    await anna.send(peerId, 'first post');
    const posts = await boris.history(peerId).until((messages) => messages.some((message) => message.text === 'first post'));
    const post = posts.find((message) => message.text === 'first post');
    expect(post).toMatchObject({ isPost: true, out: false });
    const forbidden =
      await boris.engine.window.refusal('messages.delete', { peerId, ids: [post?.id ?? (0 as never)], forEveryone: true });
    expect(forbidden.code).toBe('FORBIDDEN');
  });
});
