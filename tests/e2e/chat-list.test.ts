import { beforeEach, describe, expect, test } from 'vitest';
import { accessibleName } from './support/accessible-name.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, channelOf, groupOf, NORA, readByNora } from './support/people.ts';
import type { World } from '../dc/world/index.ts';
import { useApp } from './support/use-app.ts';
import { whileTyping } from './support/typing.ts';
import { shown, soon, still } from './support/wait.ts';

const FOREVER = 0x7fffffff;

interface Town {
  news: number;
  trip: number;
}
const towns = new WeakMap<World, Town>();

/** A pinned channel, a muted group with three unread messages, Mia with two, Ben and Tariq with none; oldest first. */
function settle(world: World): void {
  const cast = castOf(world);
  const { nora, ben, mia, tariq } = cast;
  const now = world.state.now();
  const at = (minutes: number) => ({ date: now - minutes * 60 });
  const news = channelOf(cast, 'City news');
  world.sendMessage({ from: ben.id, to: news, text: 'The bridge is open again', ...at(900) });
  readByNora(cast, news);
  nora.pinned[0].push(news);
  world.sendMessage({ from: tariq.id, to: nora.id, text: 'See you on Monday', ...at(50) });
  readByNora(cast, tariq.id);
  world.sendMessage({ from: ben.id, to: nora.id, text: 'Shall we cook?', ...at(41) });
  readByNora(cast, ben.id);
  world.sendMessage({ from: nora.id, to: ben.id, text: 'Yes, at eight', ...at(40) });
  const trip = groupOf(cast, 'Trip to Lisbon');
  for (const text of ['I booked the train', 'Great', 'Who brings the map?']) world.sendMessage({ from: mia.id, to: trip, text, ...at(30) });
  nora.dialog(trip).notify = { muteUntil: FOREVER };
  for (const text of ['Are you there?', 'Call me later']) world.sendMessage({ from: mia.id, to: nora.id, text, ...at(10) });
  towns.set(world, { news, trip });
}

describe('the chat list', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const cast = () => castOf(app().world);
  const town = () => towns.get(app().world) as Town;

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    await shown(list.list);
  });

  test('shows pinned chats first, then the newest, each with what it says and how it stands', async () => {
    const { ben, mia, tariq } = cast();
    const { news, trip } = town();
    await soon(() => list.order()).toEqual([news, mia.id, trip, ben.id, tariq.id]);
    await soon(() => list.says(news)).toMatch(/^City news, channel, pinned, The bridge is open again/);
    await soon(() => list.says(mia.id)).toMatch(/^Mia Laurent, 2 unread messages, Call me later, \d\d:\d\d$/);
    await soon(() => list.says(trip)).toMatch(/^Trip to Lisbon, group, 4 unread messages, muted, Mia( Laurent)?: Who brings the map\?/);
    await soon(() => list.says(ben.id)).toMatch(/^Ben Okafor, (You: )?Yes, at eight, \d\d:\d\d, sent$/);
  });

  test('numbers the muted chats apart: the title counts only the others', async () => {
    await soon(() => app().page.title()).toBe('(2) Petrel');
  });

  test('has a row for each chat that says its place and how many there are', async () => {
    const items = list.list.getByRole('listitem');
    await soon(() => items.evaluateAll((all) => all.map((item) => [item.getAttribute('aria-posinset'), item.getAttribute('aria-setsize')]))).toEqual(
      [1, 2, 3, 4, 5].map((place) => [String(place), '5']),
    );
  });

  test('a message lifts its chat below the pinned ones and raises its badge', async () => {
    const { world } = app();
    const { nora, ben, mia, tariq } = cast();
    const { news, trip } = town();
    world.sendMessage({ from: tariq.id, to: nora.id, text: 'Or on Tuesday?' });
    await soon(() => list.order()).toEqual([news, tariq.id, mia.id, trip, ben.id]);
    await soon(() => list.says(tariq.id)).toMatch(/1 unread message, Or on Tuesday\?/);
    world.sendMessage({ from: tariq.id, to: nora.id, text: 'At six?' });
    await soon(() => list.says(tariq.id)).toMatch(/2 unread messages, At six\?/);
    await soon(() => app().page.title()).toBe('(4) Petrel');
  });

  test('who types is named in the row and in the open chat', async () => {
    const { world } = app();
    const { nora, mia } = cast();
    const { trip } = town();
    await whileTyping(world, mia.id, trip, () => list.says(trip)).toMatch(/Mia is typing/);

    await list.open(cast().tariq.id);
    await shown(chat.title);
    await whileTyping(world, cast().tariq.id, nora.id, () => chat.presence.textContent()).toBe('typing');
    world.sendMessage({ from: cast().tariq.id, to: nora.id, text: 'Never mind' });
    await soon(() => chat.presence.textContent()).not.toBe('typing');
  });

  test('its menu pins, mutes and marks, here and on the server', async () => {
    const { nora, ben, mia } = cast();
    const { news } = town();
    await list.choose(ben.id, 'Pin');
    await soon(() => nora.pinned[0]).toEqual([ben.id, news]);
    await soon(async () => (await list.order()).slice(0, 2)).toEqual([ben.id, news]);

    await list.choose(ben.id, 'Mute');
    await soon(() => (nora.dialog(ben.id).notify.muteUntil ?? 0) > app().world.state.now()).toBe(true);
    await soon(() => list.says(ben.id)).toMatch(/muted, pinned/);

    await list.choose(mia.id, 'Mark as read');
    await soon(() => list.says(mia.id)).not.toMatch(/unread/);
    await soon(() => app().world.state.unreadCount(nora, mia.id)).toBe(0);
    await list.choose(mia.id, 'Mark as unread');
    await soon(() => nora.dialog(mia.id).unreadMark).toBe(true);
    await soon(() => list.says(mia.id)).toMatch(/marked as unread/);
  });

  test('a read on another device clears the badge here', async () => {
    const { world } = app();
    const { nora, mia } = cast();
    world.sendMessage({ from: mia.id, to: nora.id, text: 'Still there?' });
    await soon(() => list.says(mia.id)).toMatch(/1 unread message/);
    world.readHistory(nora.id, mia.id);
    await soon(() => list.says(mia.id)).not.toMatch(/unread message/);
  });

  test('a person who comes online gets a mark', async () => {
    const { world } = app();
    const { ben } = cast();
    world.setOnline(ben.id, true);
    await soon(() => list.says(ben.id)).toMatch(/^Ben Okafor, online/);
    world.setOnline(ben.id, false);
    await soon(() => list.says(ben.id)).not.toMatch(/online/);
  });
});

describe('a long chat list', () => {
  const app = useApp('all', {
    people: (world) => {
      const { nora } = castOf(world);
      const now = world.state.now();
      for (let index = 0; index < 130; index++) {
        const person = world.createUser({ firstName: `Person ${index + 1}` });
        world.sendMessage({ from: person.id, to: nora.id, text: `Hello from number ${index + 1}`, date: now - (index + 1) * 3_600 });
      }
    },
    signedInAs: NORA,
  });

  test('mounts only the rows around the screen, all of which are there when one scrolls to them', async () => {
    const list = new ChatList(app().page);
    await shown(list.list);
    const first = list.rows.first();
    await soon(() => accessibleName(first)).toMatch(/^Person 1,/);
    await soon(() => list.list.getByRole('listitem').first().getAttribute('aria-setsize')).toBe('130');
    expect(await list.rows.count()).toBeLessThan(80);

    await list.list.hover();
    const last = app().page.getByRole('button', { name: /^Person 130,/ });
    await soon(async () => {
      await app().page.mouse.wheel(0, 2_000);
      return last.isVisible();
    }).toBe(true);
    expect(await list.rows.count()).toBeLessThan(80);

    await soon(async () => {
      await app().page.mouse.wheel(0, -2_000);
      return app().page.getByRole('button', { name: /^Person 1,/ }).isVisible();
    }).toBe(true);
  });

  test('is walked with the arrow keys and opened with Enter', async () => {
    const { page } = app();
    const list = new ChatList(page);
    // The wheel of the test before may still be turning.
    const top = async () => (await list.rows.first().boundingBox())?.y ?? -1;
    await soon(async () => {
      await list.list.hover();
      await page.mouse.wheel(0, -2_000);
      return (await top()) >= ((await list.list.boundingBox())?.y ?? 0);
    }).toBe(true);
    await still(top);
    await list.rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await soon(() => new Chat(page).title.textContent()).toBe('Person 3');
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await soon(() => accessibleName(page.locator(':focus'))).toMatch(/^Person 130,/);
  });
});
