import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, World } from '../dc/world/index.ts';
import { background } from './support/background.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, chatter, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { shown, soon, still } from './support/wait.ts';

const LINES = 'It is a text of some length, so that the bubbles are of different heights.';

/** Each test reads the chat of a friend of its own. */
const FRIENDS = ['Ana', 'Bo', 'Cleo', 'Dov', 'Eda', 'Finn', 'Gus', 'Hana'];
const circles = new WeakMap<World, Account[]>();

/** In each chat 60 messages that Nora has read, then 40 that she has not. */
function settle(world: World): void {
  const { nora } = castOf(world);
  const now = world.state.now();
  const friends = FRIENDS.map((firstName, place) => {
    const friend = world.createUser({ firstName, lastName: 'Friend', phone: `99966210${10 + place}` });
    const to = (from: number) => (from === nora.id ? friend.id : nora.id);
    chatter(world, [friend.id, nora.id], to, 60, now - 7_200, (index) => `Old ${index + 1}. ${LINES.slice(0, (index * 17) % 70)}`);
    world.readHistory(nora.id, friend.id);
    chatter(world, [friend.id], to, 40, now - 600 - place, (index) => `New ${index + 1}. ${LINES.slice(0, (index * 13) % 70)}`);
    return world.account(friend.id);
  });
  circles.set(world, friends);
}

describe('reading', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  let ben: Account;
  let used = 0;
  const nora = () => castOf(app().world).nora;
  /** Up to where Nora's app has told the server that she has read. */
  const readUpTo = () => nora().dialog(ben.id).readInboxMaxId;

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    ben = circles.get(app().world)![used++]!;
    await soon(() => list.says(ben.id)).toMatch(/40 unread messages/);
  });

  /** Opens the friend's chat and waits until it stands at the unread bar. */
  const openAtBar = async () => {
    await list.open(ben.id);
    await soon(() => chat.title.textContent()).toBe(`${ben.user.firstName} Friend`);
    await shown(chat.unreadBar);
  };

  const scrollTo = async (target: Locator, by: number) => {
    await chat.history.hover();
    // Rows beside the screen are there, too: it has to be on it.
    const isOnScreen = async () => {
      const [frame, box] = await Promise.all([chat.history.boundingBox(), target.boundingBox({ timeout: 100 }).catch(() => null)]);
      return frame !== null && box !== null && box.y >= frame.y && box.y + box.height <= frame.y + frame.height;
    };
    await soon(async () => {
      if (!(await isOnScreen())) {
        await app().page.mouse.wheel(0, by);
        // A slow window would be told of the next turn before it has shown this one, and go past.
        await atRest();
      }
      return isOnScreen();
    }).toBe(true);
    await atRest();
  };

  const atRest = () => still(async () => (await chat.scroll()).top);

  /** To the end of all that was written, not only of what is loaded so far. */
  const toEnd = async () => {
    const last = chat.byId(nora().box.thread(ben.id).at(-1)!.id);
    await chat.history.hover();
    await soon(async () => {
      await app().page.mouse.wheel(0, 1_500);
      return (await last.count()) === 1 && (await chat.scroll()).below < 2;
    }).toBe(true);
  };

  test('a chat opens at its first unread message, with what went before above it', async () => {
    await openAtBar();
    await shown(chat.message('Old 60.'));
    await shown(chat.message('New 1.'));
    await atRest();
    const height = (await chat.history.boundingBox())?.height ?? 0;
    // Shortly after midnight a date chip stands above the bar, in the same row.
    const row = chat.history.locator('[data-row]').filter({ has: chat.unreadBar });
    expect((await chat.offsetOf(row)) / height).toBeCloseTo(1 / 3, 1);
    expect(await chat.unreadBar.textContent()).toBe('Unread messages');
  });

  test('reading to the end clears the badge here, and the writer sees it', async () => {
    const { world } = app();
    await openAtBar();
    expect(ben.dialog(nora().id).readOutboxMaxId).toBeLessThan(ben.box.lastId);
    await toEnd();
    await soon(() => world.state.unreadCount(nora(), ben.id)).toBe(0);
    await soon(() => list.says(ben.id)).not.toMatch(/unread/);
    await soon(() => ben.dialog(nora().id).readOutboxMaxId).toBe(ben.box.thread(nora().id).at(-1)!.id);
    // Where the unread messages began stays marked while one reads.
    await scrollTo(chat.unreadBar, -600);
  });

  test('what was on the screen counts as read, what was not does not', async () => {
    await openAtBar();
    // Where a message ends a pixel or two about the edge, it may count or not.
    const lowest = () =>
      chat.history.evaluate((frame) => {
        const bottom = frame.getBoundingClientRect().bottom;
        const above = (edge: number) =>
          [...frame.querySelectorAll('[data-message]')].filter((one) => one.getBoundingClientRect().bottom <= edge).map((one) => Number(one.getAttribute('data-message')));
        return [Math.max(...above(bottom + 2)), Math.max(...above(bottom + 6))];
      });
    await soon(async () => (await lowest()).includes(readUpTo())).toBe(true);
    const left = app().world.state.unreadCount(nora(), ben.id);
    expect(left).toBeGreaterThan(10);
    await soon(() => list.says(ben.id)).toContain(`${left} unread messages`);
  });

  test('a message that is read by the other side gets its second tick', async () => {
    const { world } = app();
    await openAtBar();
    await chat.write('Did you see this?');
    await soon(() => chat.says('Did you see this?')).toMatch(/sent$/);
    expect(await chat.says('Did you see this?')).toMatch(/^You, Did you see this\?, \d\d:\d\d, sent$/);
    world.readHistory(ben.id, nora().id);
    await soon(() => chat.says('Did you see this?')).toMatch(/read$/);
    await soon(() => list.says(ben.id)).toMatch(/read$/);
  });

  test('arrivals do not move what somebody reads further up, and are not reported as read', async () => {
    const { world } = app();
    await openAtBar();
    await toEnd();
    await soon(() => world.state.unreadCount(nora(), ben.id)).toBe(0);
    const before = readUpTo();

    const anchor = chat.message('Old 50.');
    await scrollTo(anchor, -400);
    // What somebody reads stays where it is on the screen, whatever becomes of the bars around the history.
    const top = async () => (await anchor.boundingBox())?.y ?? Number.NaN;
    const place = await top();
    for (let index = 1; index <= 5; index++) world.sendMessage({ from: ben.id, to: nora().id, text: `While you were up there ${index}` });
    world.deleteMessages(ben.box.thread(nora().id).filter((message) => /^New (3|20|30)\./.test(message.content.text)));
    await soon(() => chat.scrollDown.getAttribute('aria-label')).toBe('Go to the newest message, 5 unread');
    await soon(() => list.says(ben.id)).toMatch(/5 unread messages/);
    // Rows that come and go may shift it for a frame, until the list has measured them.
    await soon(async () => Math.abs((await top()) - place)).toBeLessThanOrEqual(1);
    await still(top);
    expect(Math.abs((await top()) - place)).toBeLessThanOrEqual(1);
    expect(readUpTo()).toBe(before);

    await chat.scrollDown.click();
    await shown(chat.message('While you were up there 5'));
    await soon(() => world.state.unreadCount(nora(), ben.id)).toBe(0);
  });

  test('coming back, and another size of the window, leave somebody where they were reading', async () => {
    await openAtBar();
    await toEnd();
    const other = circles.get(app().world)!.find((friend) => friend.id !== ben.id)!;
    const there = async () => {
      await list.open(other.id);
      await soon(() => chat.title.textContent()).toBe(`${other.user.firstName} Friend`);
    };
    const back = async () => {
      await list.open(ben.id);
      await soon(() => chat.title.textContent()).toBe(`${ben.user.firstName} Friend`);
    };
    const anchor = chat.message('Old 50.');
    await scrollTo(anchor, -400);
    const top = async () => (await anchor.boundingBox({ timeout: 100 }).catch(() => null))?.y ?? Number.NaN;
    const place = await top();
    await there();
    await back();
    await soon(async () => Math.abs((await top()) - place)).toBeLessThanOrEqual(1);
    await still(top);
    await soon(async () => Math.abs((await top()) - place)).toBeLessThanOrEqual(1);
    // A lower window leaves it in sight, a higher one puts it back.
    const { width, height } = app().page.viewportSize()!;
    await app().page.setViewportSize({ width: width - 150, height: height - 150 });
    await soon(async () => (await chat.history.boundingBox())!.height).toBeLessThan(height - 150);
    await shown(anchor);
    await app().page.setViewportSize({ width, height });
    await soon(async () => Math.abs((await top()) - place)).toBeLessThanOrEqual(1);
    // At the end there is nothing to come back to but the end.
    await toEnd();
    await there();
    await back();
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
  });

  test('an arrival at the end is shown and read at once', async () => {
    const { world } = app();
    await openAtBar();
    await toEnd();
    world.sendMessage({ from: ben.id, to: nora().id, text: 'And one more' });
    await shown(chat.message('And one more'));
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
    await soon(() => world.state.unreadCount(nora(), ben.id)).toBe(0);
  });

  test('a window in the background reads nothing until it is looked at', async () => {
    const { world } = app();
    await openAtBar();
    await toEnd();
    await soon(() => world.state.unreadCount(nora(), ben.id)).toBe(0);
    const before = readUpTo();

    const focus = await background(app().page);
    world.sendMessage({ from: ben.id, to: nora().id, text: 'Nobody is looking' });
    await shown(chat.message('Nobody is looking'));
    await soon(() => list.says(ben.id)).toMatch(/1 unread message/);
    expect(readUpTo()).toBe(before);
    expect(world.state.unreadCount(nora(), ben.id)).toBe(1);

    await focus();
    await soon(() => world.state.unreadCount(nora(), ben.id)).toBe(0);
    expect(readUpTo()).toBeGreaterThan(before);
  });
});
