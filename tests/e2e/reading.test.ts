import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { background } from './support/background.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, chatter, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { shown, soon, still } from './support/wait.ts';

const LINES = 'It is a text of some length, so that the bubbles are of different heights.';

/** Ben's chat: 60 messages that Nora has read, then 40 that she has not. */
function settle(world: World): void {
  const cast = castOf(world);
  const { nora, ben } = cast;
  const now = world.state.now();
  const to = (from: number) => (from === nora.id ? ben.id : nora.id);
  chatter(world, [ben.id, nora.id], to, 60, now - 7_200, (index) => `Old ${index + 1}. ${LINES.slice(0, (index * 17) % 70)}`);
  world.readHistory(nora.id, ben.id);
  chatter(world, [ben.id], to, 40, now - 600, (index) => `New ${index + 1}. ${LINES.slice(0, (index * 13) % 70)}`);
}

describe('reading', () => {
  const app = useApp('test', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const cast = () => castOf(app().world);
  const reads = () => app().dc.report.calls.get('messages.readHistory') ?? 0;

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    await soon(() => list.says(cast().ben.id)).toMatch(/40 unread messages/);
  });

  /** Opens Ben's chat and waits until it stands at the unread bar. */
  const openAtBar = async () => {
    await list.open(cast().ben.id);
    await shown(chat.unreadBar);
  };

  const scrollTo = async (target: Locator, by: number) => {
    await chat.history.hover();
    await soon(async () => {
      if (!(await target.isVisible())) await app().page.mouse.wheel(0, by);
      return target.isVisible();
    }).toBe(true);
    await atRest();
  };

  const atRest = () => still(async () => (await chat.scroll()).top);

  const toEnd = async () => {
    await chat.history.hover();
    await soon(async () => {
      await app().page.mouse.wheel(0, 1_500);
      return (await chat.scroll()).below;
    }).toBeLessThan(2);
  };

  test('a chat opens at its first unread message, with what went before above it', async () => {
    await openAtBar();
    await shown(chat.message('Old 60.'));
    await shown(chat.message('New 1.'));
    await atRest();
    const height = (await chat.history.boundingBox())?.height ?? 0;
    expect((await chat.offsetOf(chat.unreadBar)) / height).toBeCloseTo(1 / 3, 1);
    expect(await chat.unreadBar.textContent()).toBe('Unread messages');
  });

  test('reading to the end clears the badge here, and the writer sees it', async () => {
    const { world } = app();
    const { nora, ben } = cast();
    await openAtBar();
    expect(ben.dialog(nora.id).readOutboxMaxId).toBeLessThan(ben.box.lastId);
    await toEnd();
    await soon(() => world.state.unreadCount(nora, ben.id)).toBe(0);
    await soon(() => list.says(ben.id)).not.toMatch(/unread/);
    await soon(() => ben.dialog(nora.id).readOutboxMaxId).toBe(ben.box.thread(nora.id).at(-1)!.id);
    // Where the unread messages began stays marked while one reads.
    await scrollTo(chat.unreadBar, -600);
  });

  test('what was on the screen counts as read, what was not does not', async () => {
    const { nora, ben } = cast();
    await openAtBar();
    const visible = async () => {
      const frame = (await chat.history.boundingBox())!;
      return chat.messages.evaluateAll(
        (all, bottom) => all.filter((one) => one.getBoundingClientRect().bottom <= bottom + 4).map((one) => Number(one.getAttribute('data-message'))),
        frame.y + frame.height,
      );
    };
    await soon(reads).toBe(1);
    expect(nora.dialog(ben.id).readInboxMaxId).toBe(Math.max(...(await visible())));
    const left = app().world.state.unreadCount(nora, ben.id);
    expect(left).toBeGreaterThan(10);
    await soon(() => list.says(ben.id)).toContain(`${left} unread messages`);
  });

  test('a message that is read by the other side gets its second tick', async () => {
    const { world } = app();
    const { nora, ben } = cast();
    await openAtBar();
    await chat.write('Did you see this?');
    await soon(() => chat.says('Did you see this?')).toMatch(/sent$/);
    expect(await chat.says('Did you see this?')).toMatch(/^You, Did you see this\?, \d\d:\d\d, sent$/);
    world.readHistory(ben.id, nora.id);
    await soon(() => chat.says('Did you see this?')).toMatch(/read$/);
    await soon(() => list.says(ben.id)).toMatch(/read$/);
  });

  test('arrivals do not move what somebody reads further up, and are not reported as read', async () => {
    const { world } = app();
    const { nora, ben } = cast();
    await openAtBar();
    await toEnd();
    await soon(() => world.state.unreadCount(nora, ben.id)).toBe(0);
    const before = reads();

    const anchor = chat.message('Old 50.');
    await scrollTo(anchor, -400);
    const place = await chat.offsetOf(anchor);
    for (let index = 1; index <= 5; index++) world.sendMessage({ from: ben.id, to: nora.id, text: `While you were up there ${index}` });
    world.deleteMessages(ben.box.thread(nora.id).filter((message) => /^New (3|20|30)\./.test(message.content.text)));
    await soon(() => chat.scrollDown.getAttribute('aria-label')).toBe('Go to the newest message, 5 unread');
    await soon(() => list.says(ben.id)).toMatch(/5 unread messages/);
    expect(Math.abs((await chat.offsetOf(anchor)) - place)).toBeLessThanOrEqual(1);
    expect(reads()).toBe(before);

    await chat.scrollDown.click();
    await shown(chat.message('While you were up there 5'));
    await soon(() => world.state.unreadCount(nora, ben.id)).toBe(0);
  });

  test('an arrival at the end is shown and read at once', async () => {
    const { world } = app();
    const { nora, ben } = cast();
    await openAtBar();
    await toEnd();
    world.sendMessage({ from: ben.id, to: nora.id, text: 'And one more' });
    await shown(chat.message('And one more'));
    await soon(async () => (await chat.scroll()).below).toBeLessThan(2);
    await soon(() => world.state.unreadCount(nora, ben.id)).toBe(0);
  });

  test('a window in the background reads nothing until it is looked at', async () => {
    const { world } = app();
    const { nora, ben } = cast();
    await openAtBar();
    await toEnd();
    await soon(() => world.state.unreadCount(nora, ben.id)).toBe(0);
    const before = reads();

    const focus = await background(app().page);
    world.sendMessage({ from: ben.id, to: nora.id, text: 'Nobody is looking' });
    await shown(chat.message('Nobody is looking'));
    await soon(() => list.says(ben.id)).toMatch(/1 unread message/);
    expect(reads()).toBe(before);
    expect(world.state.unreadCount(nora, ben.id)).toBe(1);

    await focus();
    await soon(() => world.state.unreadCount(nora, ben.id)).toBe(0);
    expect(reads()).toBe(before + 1);
  });
});
