import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelPeerId, HIDDEN_AUTHOR, messageId, userPeerId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { savedTops } from '../../dc/world/saved.ts';
import { FollowedHistory, rowsOf, Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: Somebody;
let self: PeerId;
let club: PeerId;

beforeAll(async () => {
  town = await Town.found();
  boris = await town.move('Boris');
  anna = await town.move('Anna', (user) => {
    user.premium = true;
  });
  self = userPeerId(anna.user.id);
  club = channelPeerId(town.world.createSupergroup({ title: 'Club', creatorId: boris.user.id, memberIds: [anna.user.id] }).id);
});
afterAll(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

const account = () => town.world.account(anna.user.id);
const note = (text: string): MessageId => messageId(town.world.sendMessage({ from: anna.user.id, to: anna.user.id, text }).id);
async function save(from: PeerId, text: string): Promise<void> {
  const found = await anna.history(from).until((all) => all.some((one) => one.text === text));
  const ids = found.filter((one) => one.text === text).map((one) => one.id);
  await anna.engine.window.call('messages.forward', { fromPeerId: from, ids, toPeerId: self });
  await anna.history(self).until((all) => all.some((one) => one.text === text && one.id > 0));
}

function list() {
  const followed = anna.engine.window.listen('saved.window', { count: 100 });
  const rows = () => rowsOf(followed.events, (row) => row.peerId);
  return { rows, until: (check: (all: ReturnType<typeof rows>) => boolean) => followed.until(() => check(rows())).then(rows) };
}
const historyOf = (peerId: PeerId) =>
  new FollowedHistory(
    anna.engine.window.listen('messages.window', { peerId: self, section: { kind: 'saved', peerId }, anchor: 'end', older: 20, newer: 0 }),
  );
const isOrder = (...peerIds: PeerId[]) => (rows: { peerId: PeerId }[]) => rows.map((row) => row.peerId).join() === peerIds.join();

describe('the sources of Saved Messages', () => {
  it('are one each: own notes, chats, and those who hide', async () => {
    town.world.sendMessage({ from: boris.user.id, to: club as never, text: 'Club rules' });
    town.world.sendMessage({ from: boris.user.id, to: anna.user.id, text: 'A secret' });
    const sources = list();
    note('Milk');
    await save(club, 'Club rules');
    town.world.account(boris.user.id).privacy.set('privacyKeyForwards', [{ _: 'privacyValueDisallowAll' }]);
    await save(userPeerId(boris.user.id), 'A secret');
    const rows = await sources.until(isOrder(HIDDEN_AUTHOR, club, self));
    expect(rows.map((row) => row.topMessage?.text)).toEqual(['A secret', 'Club rules', 'Milk']);
    await historyOf(club).untilTexts(['Club rules']);
    await historyOf(self).untilTexts(['Milk']);
    await historyOf(HIDDEN_AUTHOR).untilTexts(['A secret']);
  });

  it('grow and move up by what is saved here and elsewhere', async () => {
    const sources = list();
    const mine = historyOf(self);
    await mine.untilTexts(['Milk']);
    await anna.engine.window.call('messages.send', { peerId: self, text: 'Bread', entities: [] });
    await mine.untilTexts(['Milk', 'Bread']);
    note('Eggs');
    await mine.untilTexts(['Milk', 'Bread', 'Eggs']);
    const rows = await sources.until(isOrder(self, HIDDEN_AUTHOR, club));
    expect(rows[0]?.topMessage?.text).toBe('Eggs');
  });

  it('are pinned, put in order, and follow the pins of another device', async () => {
    const sources = list();
    await sources.until((rows) => rows.length === 3);
    await anna.engine.window.call('saved.setPinned', { peerId: club, pinned: true });
    await sources.until(isOrder(club, self, HIDDEN_AUTHOR));
    await anna.engine.window.call('saved.setPinned', { peerId: HIDDEN_AUTHOR, pinned: true });
    await sources.until(isOrder(HIDDEN_AUTHOR, club, self));
    await expect.poll(() => account().pinnedSaved).toEqual([HIDDEN_AUTHOR, club]);
    await anna.engine.window.call('saved.reorderPinned', { order: [club, HIDDEN_AUTHOR] });
    await expect.poll(() => account().pinnedSaved).toEqual([club, HIDDEN_AUTHOR]);
    await sources.until(isOrder(club, HIDDEN_AUTHOR, self));
    account().pinnedSaved.splice(0, 2, self);
    town.world.delivery.updates(account(), (view) => [{ _: 'updatePinnedSavedDialogs', order: [{ _: 'dialogPeer', peer: view.peer(anna.user.id) }] }]);
    const rows = await sources.until((all) => all[0]?.peerId === self && all[0].pinned);
    expect(rows.filter((row) => row.pinned)).toHaveLength(1);
  });

  it('are deleted one at a time, and nothing else goes', async () => {
    const sources = list();
    await sources.until((rows) => rows.length === 3);
    const mine = historyOf(self);
    await mine.untilTexts(['Milk', 'Bread', 'Eggs']);
    await anna.engine.window.call('saved.delete', { peerId: club });
    await sources.until((rows) => rows.every((row) => row.peerId !== club) && rows.length === 2);
    expect(savedTops(account()).map(([key]) => key)).toEqual([anna.user.id, HIDDEN_AUTHOR]);
    expect(mine.texts).toEqual(['Milk', 'Bread', 'Eggs']);
    // The newest one of a source is deleted elsewhere: the one before it takes its place.
    const top = account().box.thread(anna.user.id).at(-1)!;
    town.world.ops.deleteCommon(account(), [top]);
    await sources.until((rows) => rows.some((row) => row.peerId === self && row.topMessage?.text === 'Bread'));
  });
});

describe('tags', () => {
  const thumb = { kind: 'emoji', emoji: '👍' } as const;
  const fire = { kind: 'emoji', emoji: '🔥' } as const;

  it('are for Premium, and the refusal says so', async () => {
    const theirs = userPeerId(boris.user.id);
    const id = messageId(town.world.sendMessage({ from: boris.user.id, to: boris.user.id, text: 'Tag me' }).id);
    await boris.history(theirs).until((all) => all.some((one) => one.id === id));
    const refusal = await boris.engine.window.refusal('reactions.set', { peerId: theirs, id, reactions: [thumb] });
    expect(refusal.message).toContain('Premium');
    await boris.history(theirs).until((all) => all.some((one) => one.id === id && one.reactions === undefined));
    const tags = boris.engine.window.listen('saved.tags', {});
    await tags.until((event) => !event.canTag);
  });

  it('are counted, named, found, and follow another device', async () => {
    const tags = anna.engine.window.listen('saved.tags', {});
    await tags.until((event) => event.canTag);
    const [one, two] = [note('First plan'), note('Second plan')];
    await anna.history(self).until((all) => all.some((each) => each.id === two));
    await anna.engine.window.call('reactions.set', { peerId: self, id: one, reactions: [thumb, fire] });
    await anna.engine.window.call('reactions.set', { peerId: self, id: two, reactions: [thumb] });
    await tags.until((event) => event.tags.map((tag) => `${tag.count}`).join() === '2,1');
    await anna.engine.window.call('saved.renameTag', { reaction: thumb, title: 'Plans' });
    await tags.until((event) => event.tags[0]?.title === 'Plans');
    expect([...account().tagTitles]).toEqual([['👍', 'Plans']]);
    const search = (reactions: (typeof thumb | typeof fire)[], query = '') =>
      anna.engine.window.listen('search.results', { request: 1, query, inChat: self, tags: reactions, count: 20 });
    const texts = (event: { upsert: { text: string }[]; order: unknown[] }) => event.order.length;
    const both = search([thumb]);
    await both.until((event) => event.state === 'done' && texts(event) === 2);
    const exact = search([thumb, fire]);
    await exact.until((event) => event.state === 'done' && texts(event) === 1);
    const worded = search([thumb], 'second');
    await worded.until((event) => event.state === 'done' && texts(event) === 1);
    account().tagTitles.set('🔥', 'Hot');
    town.world.delivery.updates(account(), () => [{ _: 'updateSavedReactionTags' }]);
    await tags.until((event) => event.tags.some((tag) => tag.title === 'Hot'));
  });
});
