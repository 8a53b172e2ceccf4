import { beforeEach, describe, expect, test } from 'vitest';
import type { Account, World } from '../dc/world/index.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { seriousIssues } from './support/axe.ts';
import { castOf, groupOf, NORA, readByNora } from './support/people.ts';
import { whileToastsLast } from './support/toasts.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

/** Each test has a friend of its own, who has an account: what the other side sees is read from it. */
const FRIENDS = ['Ada', 'Bela', 'Cem', 'Dina', 'Emil', 'Fay', 'Gina', 'Hugo'];

interface Circle {
  friends: Account[];
  group: number;
}
const circles = new WeakMap<World, Circle>();

function settle(world: World): void {
  const cast = castOf(world);
  const { nora, mia } = cast;
  const now = world.state.now();
  const group = groupOf(cast, 'Kitchen');
  world.sendMessage({ from: mia.id, to: group, text: 'The oven is hot', date: now - 7_000 });
  readByNora(cast, group);
  const friends = FRIENDS.map((firstName, index) => {
    const friend = world.createUser({ firstName, lastName: 'Friend', phone: `99966220${10 + index}` });
    if (index > 0) world.addContact(nora, friend);
    for (const [place, text] of ['We meet at nine', 'or at ten', 'Bring bread'].entries()) {
      world.sendMessage({ from: friend.id, to: nora.id, text, date: now - 9_000 + place * 1_000 });
    }
    readByNora(cast, friend.id);
    return world.account(friend.id);
  });
  circles.set(world, { friends, group });
}

describe('an open chat', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA, window: { viewport: { width: 1280, height: 1_000 } } });
  let list: ChatList;
  let chat: Chat;
  let friend: Account;
  let used = 0;
  const cast = () => castOf(app().world);
  const circle = () => circles.get(app().world) as Circle;
  const thread = () => friend.box.thread(cast().nora.id);
  const named = (name: string) => app().page.getByRole('button', { name });

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    friend = circle().friends[used++]!;
    await soon(async () => {
      await list.open(friend.id);
      return chat.title.textContent();
    }).toBe(`${friend.user.firstName} Friend`);
    await shown(chat.message('Bring bread'));
  });

  test('somebody unknown is added from the bar, which goes then', async () => {
    const bar = app().page.getByTestId('action-bar');
    await shown(bar);
    await bar.getByRole('button', { name: 'Add to contacts' }).click();
    await gone(bar);
    await soon(() => cast().nora.contacts.has(friend.id)).toBe(true);
  });

  test('a reaction from the menu reaches the other side, and a press takes it back', async () => {
    await chat.message('Bring bread').click({ button: 'right' });
    await chat.menu.getByRole('menuitemcheckbox').first().click();
    const chip = chat.message('Bring bread').getByRole('group', { name: 'Reactions' }).getByRole('button');
    await shown(chip);
    await soon(() => JSON.stringify(thread().at(-1)?.content, (key, value: unknown) => (key === 'copies' ? undefined : typeof value === 'bigint' ? String(value) : value instanceof Map ? [...value] : value))).toContain('reactionEmoji');
    await chip.click();
    await gone(chip);
  });

  test('a part of a message is quoted, and leads back to it', async () => {
    const source = chat.message('We meet at nine').locator('[data-message-text]');
    await source.evaluate((element) => {
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text;
      document.getSelection()?.setBaseAndExtent(text, 8, text, 15);
    });
    await source.click({ button: 'right' });
    await app().page.getByRole('menuitem', { name: 'Reply to selected text' }).click();
    await chat.composer.pressSequentially('Fine');
    await app().page.keyboard.press('Enter');
    await soon(() => thread().at(-1)?.content.reply).toMatchObject({ quoteText: 'at nine', quoteOffset: 8 });
    await soon(() => chat.says('Fine')).toMatch(/sent$/);
  });

  test('a message is pinned for both; the bar leads to it, the list unpins everything', async () => {
    for (const text of ['We meet at nine', 'Bring bread']) {
      await chat.choose(text, 'Pin');
      await chat.dialog.getByRole('button', { name: 'Pin', exact: true }).click();
    }
    await soon(() => thread().filter((message) => message.pinned).length).toBe(2);
    const bar = app().page.getByTestId('pinned-bar');
    await shown(bar.getByRole('button', { name: /Pinned message: Bring bread/ }));
    await bar.getByRole('button', { name: 'Show all pinned messages' }).click();
    await shown(chat.dialog.getByText('2 pinned messages'));
    await chat.dialog.getByRole('button', { name: 'Unpin all 2 messages' }).click();
    await chat.dialog.getByRole('button', { name: 'Unpin all messages?' }).click();
    await gone(bar);
    await soon(() => thread().some((message) => message.pinned)).toBe(false);
  });

  test('a text is translated in place and back', async () => {
    await chat.choose('or at ten', 'Translate');
    await shown(chat.message('[en] or at ten'));
    await named('Show original').click();
    await gone(chat.message('[en] or at ten'));
  });

  test('several messages are selected with the keyboard and Shift, and forwarded without their sender', async () => {
    const { page } = app();
    await chat.message('We meet at nine').focus();
    await page.keyboard.press('x');
    await chat.message('Bring bread').click({ modifiers: ['Shift'], position: { x: 4, y: 4 } });
    const bar = page.getByTestId('selection-bar');
    await shown(bar.getByText('3 messages'));
    expect(await seriousIssues(page)).toEqual([]);
    await bar.getByRole('button', { name: 'Forward' }).click();
    await chat.dialog.getByLabel('Search chats').fill('kitch');
    await chat.dialog.getByRole('button', { name: 'Kitchen' }).click();
    await chat.dialog.getByLabel('Add a comment').fill('Read this');
    await chat.dialog.getByLabel('Hide the sender’s name').check();
    await chat.dialog.getByRole('button', { name: 'Forward', exact: true }).click();
    const there = () => cast().ben.box.thread(circle().group).slice(-4).map(({ content }) => [content.text, content.forward === undefined]);
    await soon(there).toEqual([['Read this', true], ['We meet at nine', true], ['or at ten', true], ['Bring bread', true]]);
    await gone(bar);
  });

  test('what was deleted comes back when that is undone, and nobody hears of it', async () => {
    await whileToastsLast(app().page, async () => {
      await chat.choose('Bring bread', 'Delete');
      await chat.dialog.getByRole('button', { name: 'Delete for everyone' }).click();
      await gone(chat.message('Bring bread'));
      await chat.toast.getByRole('button', { name: 'Undo' }).click();
    });
    await shown(chat.message('Bring bread'));
    expect(thread()).toHaveLength(3);
  });

  test('a report goes the way that the server asks for', async () => {
    await chat.choose('Bring bread', 'Report');
    await chat.dialog.getByRole('button', { name: 'Other' }).click();
    await chat.dialog.getByLabel('Comment').fill('No bread here');
    await chat.dialog.getByRole('button', { name: 'Send report' }).click();
    await soon(() => app().world.state.reports.at(-1)?.comment).toBe('No bread here');
  });
});
