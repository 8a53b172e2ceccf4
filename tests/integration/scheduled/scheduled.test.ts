import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import { WHEN_ONLINE } from '#shared/model/index.ts';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';
import type { Followed } from '../support/engine.ts';

let town: Town;
let anna: Somebody;

beforeAll(async () => {
  town = await Town.found();
  anna = await town.move('Anna');
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const now = (): number => town.world.state.now();
const account = () => town.world.account(anna.user.id);
/** The queue as the server has it, by date. */
const queue = (peer: number) => town.world.scheduled.of(account(), peer).map(({ message }) => message).reverse();

/** A friend of one test, whom Anna knows. */
async function friend(firstName: string): Promise<PeerId> {
  const user = town.neighbour(firstName);
  town.world.sendMessage({ from: user.id, to: anna.user.id as never, text: 'hello' });
  await anna.dialogs().untilRow(user.id as PeerId, (row) => row.topMessage?.text === 'hello');
  return user.id as PeerId;
}

class Queue {
  readonly #followed: Followed<TopicEvent<'scheduled.queue'>>;

  constructor(who: Somebody, peerId: PeerId) {
    this.#followed = who.engine.window.listen('scheduled.queue', { peerId });
  }

  get messages(): Message[] {
    return this.#followed.last?.messages ?? [];
  }

  async untilTexts(texts: readonly string[]): Promise<Message[]> {
    const { messages } = await this.#followed.until((event) =>
      !event.loading && event.messages.length === texts.length && event.messages.every((message, at) => message.text === texts[at] && message.id > 0));
    return messages;
  }

  async until(check: (messages: Message[]) => boolean): Promise<Message[]> {
    return (await this.#followed.until((event) => check(event.messages))).messages;
  }
}

const later = (peerId: PeerId, text: string, seconds = 3600) =>
  anna.engine.window.call('messages.send', { peerId, text, entities: [], how: { scheduleDate: now() + seconds } });

describe('effects', () => {
  it('are offered as far as the account may send them, and go with a text; one that does not exist fails for good', async () => {
    const peerId = await friend('Ella');
    const list = anna.engine.window.listen('effects.list', {});
    await anna.engine.window.call('effects.refresh', {});
    const effects = (await list.until((all) => all.length > 0)).filter(({ usable }) => usable);
    expect(effects.map(({ emoji }) => emoji)).toEqual(['🔥', '👍', '🎉', '👎']);
    const { id: effect } = effects[0]!;
    const history = anna.history(peerId);
    await anna.engine.window.call('messages.send', { peerId, text: 'hot', entities: [], how: { effect } });
    const shown = await history.until((messages) => messages.some(({ text, id }) => text === 'hot' && id > 0));
    expect(shown.at(-1)).toMatchObject({ text: 'hot', effect });
    const thread = () => account().box.thread(peerId);
    expect(thread().at(-1)?.content).toMatchObject({ text: 'hot', effect: BigInt(effect) });
    await anna.engine.window.call('messages.send', { peerId, text: 'unheard of', entities: [], how: { effect: '77' } });
    const refused = await history.until((messages) => messages.some(({ sending }) => sending?.state === 'failed'));
    expect(refused.at(-1)?.sending).toMatchObject({ state: 'failed', canRetry: false, reason: expect.stringMatching(/effect does not exist/) });
    expect(thread().at(-1)?.content.text).toBe('hot');
  });
});

describe('scheduled messages', () => {
  it('wait in a queue of their own, on every device, and nowhere in the history, until they are sent', async () => {
    const peerId = await friend('Boris');
    const phone = await town.device(anna);
    const here = new Queue(anna, peerId);
    const there = new Queue(phone, peerId);
    const history = anna.history(peerId);
    await Promise.all([here.untilTexts([]), there.untilTexts([]), history.untilTexts(['hello'])]);
    await later(peerId, 'second', 7200);
    await later(peerId, 'first');
    const [first] = await here.untilTexts(['first', 'second']);
    await there.untilTexts(['first', 'second']);
    expect(queue(peerId).map(({ content }) => content.text)).toEqual(['first', 'second']);
    expect(history.texts).toEqual(['hello']);
    expect((await anna.dialogs().untilRow(peerId, () => true)).topMessage?.text).toBe('hello');

    await anna.engine.window.call('scheduled.send', { peerId, ids: [first!.id] });
    await Promise.all([here.untilTexts(['second']), there.untilTexts(['second']), history.untilTexts(['hello', 'first'])]);
    expect(town.world.account(anna.user.id).box.thread(peerId).map(({ content }) => content.text)).toEqual(['hello', 'first']);

    // The queue of the server sends what is due.
    town.world.scheduled.sendDue(now() + 7300);
    await Promise.all([here.untilTexts([]), there.untilTexts([]), history.untilTexts(['hello', 'first', 'second'])]);
  });

  it('can be changed, moved and deleted', async () => {
    const peerId = await friend('Clara');
    const { window } = anna.engine;
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    await later(peerId, 'one');
    await later(peerId, 'two', 7200);
    const [one, two] = await here.untilTexts(['one', 'two']);
    await window.call('scheduled.edit', { peerId, id: one!.id, text: 'one, changed', entities: [{ type: 'bold', offset: 0, length: 3 }] });
    await here.untilTexts(['one, changed', 'two']);
    // The same text again is no error.
    await window.call('scheduled.edit', { peerId, id: one!.id, text: 'one, changed', entities: [{ type: 'bold', offset: 0, length: 3 }] });
    const date = now() + 9000;
    await window.call('scheduled.move', { peerId, ids: [one!.id], date });
    await here.untilTexts(['two', 'one, changed']);
    expect(queue(peerId).map(({ content }) => [content.text, content.date])).toEqual([['two', two!.date], ['one, changed', date]]);
    await window.call('scheduled.delete', { peerId, ids: [two!.id] });
    await here.untilTexts(['one, changed']);
    await expect.poll(() => queue(peerId).length).toBe(1);
    expect((await window.refusal('scheduled.move', { peerId, ids: [two!.id], date })).code).toBe('NOT_FOUND');
    // Deleted on another device while this one has not heard of it.
    town.world.scheduled.delete(account(), peerId, [one!.id]);
    await here.untilTexts([]);
  });

  it('keep the link preview that was chosen when they are changed', async () => {
    const peerId = await friend('Kira');
    const { window } = anna.engine;
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    const text = 'read one.example/a and two.example/b';
    const preview = { url: 'two.example/b', size: 'large', above: true } as const;
    await window.call('messages.send', { peerId, text, entities: [], preview, how: { scheduleDate: now() + 3600 } });
    const [queued] = await here.untilTexts([text]);
    await window.call('scheduled.edit', { peerId, id: queued!.id, text: `do ${text}`, entities: [] });
    const [edited] = await here.untilTexts([`do ${text}`]);
    expect(edited).toMatchObject({ invertMedia: true, media: { page: { displayUrl: 'two.example/b', size: 'large', sizeChosen: true } } });
    await window.call('messages.send', { peerId, text: `none: ${text}`, entities: [], preview: { off: true }, how: { scheduleDate: now() + 7200 } });
    const [, none] = await here.untilTexts([`do ${text}`, `none: ${text}`]);
    await window.call('scheduled.edit', { peerId, id: none!.id, text: `still none: ${text}`, entities: [] });
    const [, still] = await here.untilTexts([`do ${text}`, `still none: ${text}`]);
    expect(still!.media).toBeUndefined();
    expect(queue(peerId).map(({ content }) => content.media?.kind)).toEqual(['webpage', undefined]);
  });

  it('are told from each other by chat: equal ids of queue and history are different messages', async () => {
    const peerId = await friend('Dora');
    const group = town.world.createSupergroup({ title: 'Walkers', creatorId: anna.user.id, memberIds: [] });
    const groupId = -(1_000_000_000_000 + group.id) as PeerId;
    await anna.dialogs().untilRow(groupId, () => true);
    const history = anna.history(groupId);
    const here = new Queue(anna, groupId);
    const other = new Queue(anna, peerId);
    await Promise.all([here.untilTexts([]), other.untilTexts([]), history.idle()]);
    const before = history.messages.map((message) => message.id);
    await later(groupId, 'in the group');
    await later(peerId, 'in private');
    const [queued] = await here.untilTexts(['in the group']);
    await other.untilTexts(['in private']);
    // The first message of the group has the same number.
    expect(before).toContain(queued!.id);
    await anna.engine.window.call('scheduled.delete', { peerId: groupId, ids: [queued!.id] });
    await here.untilTexts([]);
    await other.untilTexts(['in private']);
    expect(history.messages.map((message) => message.id)).toEqual(before);
  });

  it('go when the other person comes online, where that can be seen', async () => {
    const peerId = await friend('Emil');
    town.world.people.setPresence(town.world.state.user(peerId), { kind: 'offline', at: now() - 1000 }, [account()]);
    await anna.dialogs().untilRow(peerId, (row) => row.peer.status?.kind === 'offline');
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    await anna.engine.window.call('messages.send', { peerId, text: 'are you there', entities: [], how: { scheduleDate: WHEN_ONLINE } });
    const [waiting] = await here.untilTexts(['are you there']);
    expect(waiting!.date).toBe(WHEN_ONLINE);
    town.world.setOnline(peerId, true);
    await here.untilTexts([]);
    await anna.history(peerId).untilTexts(['hello', 'are you there']);
    const hidden = await friend('Fay');
    const refusal = await anna.engine.window.refusal('messages.send', { peerId: hidden, text: 'x', entities: [], how: { scheduleDate: WHEN_ONLINE } });
    expect(refusal.code).toBe('FORBIDDEN');
    expect(queue(hidden)).toEqual([]);
  });

  it('remind of something in Saved Messages: what was sent there counts as unread', async () => {
    const here = new Queue(anna, anna.id);
    await here.untilTexts([]);
    await later(anna.id, 'water the plants');
    await here.untilTexts(['water the plants']);
    town.world.scheduled.sendDue(now() + 4000);
    const row = await anna.dialogs().untilRow(anna.id, (each) => each.unreadCount === 1);
    expect(row.topMessage).toMatchObject({ text: 'water the plants', out: true });
  });

  it('take files, albums and forwards, silently and with an effect when asked', async () => {
    const peerId = await friend('Gita');
    const here = new Queue(anna, peerId);
    const history = anna.history(peerId);
    const [hello] = await history.untilTexts(['hello']);
    await here.untilTexts([]);
    const effect = '5104841245755180586';
    const how = { scheduleDate: now() + 3600, silent: true, effect };
    const files = await Promise.all([1, 2].map(async (n) => ({
      attachment: await anna.attach(new Uint8Array(50 + n)), as: 'file' as const, name: `paper${n}.bin`, mimeType: 'application/octet-stream',
    })));
    await anna.engine.window.call('messages.sendFiles', { peerId, files, text: 'papers', entities: [], how });
    await here.until((messages) => messages.length === 2 && messages.every((message) => message.id > 0));
    await anna.engine.window.call('messages.forward', { fromPeerId: peerId, ids: [hello!.id], toPeerId: peerId, how });
    const all = await here.until((messages) => messages.length === 3 && messages.every((message) => message.id > 0));
    expect(new Set(all.slice(0, 2).map((message) => message.groupedId)).size).toBe(1);
    expect(queue(peerId).every(({ content }) => content.silent === true && content.effect === BigInt(effect))).toBe(true);
    expect(all[2]).toMatchObject({ text: 'hello', forward: { fromId: peerId } });
    await anna.engine.window.call('scheduled.send', { peerId, ids: all.map((message) => message.id) });
    await history.until((messages) => messages.length === 4 && messages.every((message) => message.id > 0));
    expect(account().box.thread(peerId).slice(1).map(({ content }) => content.text)).toEqual(['papers', '', 'hello']);
  });

  it('that could not be scheduled say why, and can be sent at once instead', async () => {
    const peerId = await friend('Hans');
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    town.dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'SCHEDULE_TOO_MUCH', match: { method: 'messages.sendMessage' }, times: 1 });
    await later(peerId, 'one too many');
    const [failed] = await here.until((messages) => messages[0]?.sending?.state === 'failed');
    expect(failed!.sending).toMatchObject({ reason: expect.stringContaining('100') as string });
    await anna.engine.window.call('scheduled.send', { peerId, ids: [failed!.id] });
    await here.untilTexts([]);
    await anna.history(peerId).untilTexts(['hello', 'one too many']);
  });
});

describe('without a connection', () => {
  it('a message is scheduled once when there is one again, after a restart too; what was sent meanwhile has left the queue', async () => {
    const peerId = await friend('Ines');
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    await later(peerId, 'before');
    await here.untilTexts(['before']);
    await town.dc.stop();
    await later(peerId, 'offline', 7200);
    expect((await here.until((messages) => messages.length === 2))[1]).toMatchObject({ text: 'offline', sending: { state: 'pending' } });
    await anna.restart();
    const again = new Queue(anna, peerId);
    // The queue is there from the disk.
    await again.until((messages) => messages.map((message) => message.text).join() === 'before,offline');
    town.world.scheduled.sendDue(now() + 4000);
    await town.bringBack();
    await again.untilTexts(['offline']);
    await anna.history(peerId).untilTexts(['hello', 'before']);
    expect(queue(peerId).map(({ content }) => content.text)).toEqual(['offline']);
  });

  it('another text and another date wait for one, after a restart too, and arrive together', async () => {
    const peerId = await friend('Kurt');
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    await later(peerId, 'first');
    await later(peerId, 'second', 7200);
    const [first] = await here.untilTexts(['first', 'second']);
    const date = now() + 9000;
    await town.dc.stop();
    // Nobody waits for their answers: the program ends before.
    anna.engine.window.call('scheduled.edit', { peerId, id: first!.id, text: 'first, changed', entities: [] }).catch(() => undefined);
    anna.engine.window.call('scheduled.move', { peerId, ids: [first!.id], date }).catch(() => undefined);
    const shown = (messages: Message[]): boolean => messages.map(({ text }) => text).join() === 'second,first, changed';
    expect((await here.until(shown))[1]).toMatchObject({ date, sending: { state: 'pending' } });
    await anna.restart();
    const again = new Queue(anna, peerId);
    await again.until(shown);
    await town.bringBack();
    await again.until((messages) => shown(messages) && messages.every(({ sending }) => sending === undefined));
    expect(queue(peerId).map(({ content }) => [content.text, content.date])).toEqual([['second', expect.any(Number)], ['first, changed', date]]);
  });

  it('a change that is refused after a restart says why, and can be made again or given up', async () => {
    const peerId = await friend('Lena');
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    await later(peerId, 'as it was');
    const [message] = await here.untilTexts(['as it was']);
    const { id } = message!;
    await town.dc.stop();
    anna.engine.window.call('scheduled.edit', { peerId, id, text: 'changed', entities: [] }).catch(() => undefined);
    await here.until(([first]) => first?.text === 'changed');
    await anna.restart();
    const again = new Queue(anna, peerId);
    town.dc.faults.add({ at: 'call', do: 'error', code: 400, text: 'MESSAGE_TOO_LONG', match: { method: 'messages.editMessage' }, times: 2 });
    await town.bringBack();
    const isRefused = ([first]: Message[]): boolean => first?.text === 'changed' && first.sending?.state === 'failed';
    await again.until(isRefused);
    expect(queue(peerId).map(({ content }) => content.text)).toEqual(['as it was']);
    const { window } = anna.engine;
    await window.refusal('scheduled.retry', { peerId, id });
    await again.until(isRefused);
    await window.call('scheduled.discard', { peerId, id });
    await again.until(([first]) => first?.text === 'as it was' && first.sending === undefined);
    await window.call('scheduled.edit', { peerId, id, text: 'changed', entities: [] });
    await again.untilTexts(['changed']);
    expect(queue(peerId).map(({ content }) => content.text)).toEqual(['changed']);
  });

  it('an answer that is lost does not schedule twice', async () => {
    const peerId = await friend('Jan');
    const here = new Queue(anna, peerId);
    await here.untilTexts([]);
    town.dc.faults.add({ at: 'call', do: 'lose-answer-and-cut', match: { method: 'messages.sendMessage' }, times: 1 });
    await later(peerId, 'just once');
    const [message] = await here.untilTexts(['just once']);
    expect(queue(peerId).map(({ id }) => id)).toEqual([message!.id as MessageId]);
  });
});
