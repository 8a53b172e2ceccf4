import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { channelKey } from '../dc/world/index.ts';
import { HIDDEN_AUTHOR_ID } from '../dc/world/saved.ts';
import { seriousIssues } from './support/axe.ts';
import { accessibleName } from './support/accessible-name.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon, still } from './support/wait.ts';

const clubs = new WeakMap<World, number>();

function settle(world: World): void {
  const { nora } = castOf(world);
  nora.user.premium = true;
  const now = world.state.now();
  ['First plan', 'Second plan', 'Milk and bread'].forEach((text, at) =>
    world.sendMessage({ from: nora.id, to: nora.id, text, date: now - 9_000 + at * 600 }),
  );
  const { ben, mia } = castOf(world);
  const club = world.createSupergroup({ title: 'Rowing club', creatorId: ben.id, memberIds: [nora.id] });
  clubs.set(world, channelKey(club.id));
  const keep = (text: string, forward: NonNullable<Parameters<World['sendMessage']>[0]['forward']>, at: number) =>
    world.sendMessage({ from: nora.id, to: nora.id, text, date: now - 5_000 + at * 60, forward: { ...forward, date: now - 8_000 } });
  keep('The boat leaves at nine', { date: 0, fromKey: ben.id, savedFromKey: channelKey(club.id), savedFromMsgId: 1 }, 0);
  keep('A recipe for soup', { date: 0, fromName: 'Somebody shy' }, 1);
  keep('Bring the oars', { date: 0, fromKey: mia.id, savedFromKey: channelKey(club.id), savedFromMsgId: 2 }, 2);
}

describe('Saved Messages', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let chat: Chat;
  const nora = () => castOf(app().world).nora;
  const tag = (name: string) => app().page.getByRole('group', { name: 'Tags' }).getByRole('button', { name });
  const found = () => app().page.getByRole('list', { name: 'Messages with these tags' }).getByRole('listitem');
  const react = async (text: string, emoji: string) => {
    await chat.message(text).click({ button: 'right' });
    await app().page.getByRole('menuitemcheckbox', { name: `React with ${emoji}` }).click();
    await gone(chat.menu);
    await shown(chat.message(text).getByRole('button', { name: `${emoji}: 1 reaction, yours` }));
  };

  beforeEach(() => {
    chat = new Chat(app().page);
  });

  test('tags are counted over the chat, narrow it to what carries all of them, and get a name', async () => {
    const { page } = app();
    await new ChatList(page).open(nora().id);
    await shown(chat.message('Milk and bread'));
    await react('First plan', '👍');
    await react('Second plan', '👍');
    await react('First plan', '🔥');
    await shown(tag('👍, 2 messages'));
    await shown(tag('🔥, 1 message'));

    await tag('👍, 2 messages').focus();
    await page.keyboard.press('Enter');
    await soon(() => found().count()).toBe(2);
    await tag('🔥, 1 message').focus();
    await page.keyboard.press('Enter');
    await soon(() => found().allTextContents()).toEqual([expect.stringMatching(/^First plan/)]);
    await page.keyboard.press('Escape');
    await gone(found());
    // The chat is still open, and a result leads to its place.
    await tag('🔥, 1 message').focus();
    await page.keyboard.press('Enter');
    const highlights = await chat.watchHighlights();
    await soon(() => found().allTextContents()).toEqual([expect.stringMatching(/^First plan/)]);
    // What the server has found stands there, too: the row stays as it is.
    await soon(() => page.getByTestId('tagged').getByRole('status').textContent()).toBe('');
    await found().getByRole('button').press('Enter');
    const first = nora().box.thread(nora().id).find((one) => one.content.text === 'First plan')!;
    await soon(highlights).toEqual([String(first.id)]);
    await gone(found());

    await tag('👍, 2 messages').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Name this tag' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Plans');
    await page.keyboard.press('Enter');
    await shown(tag('👍 Plans, 2 messages'));
    await soon(() => [...nora().tagTitles]).toEqual([['👍', 'Plans']]);
  });

  describe('as chats', () => {
    const sources = () => app().page.getByRole('list', { name: 'Saved chats' });
    const source = (key: number) => app().page.getByTestId(`source-row:${key}`);
    const club = () => clubs.get(app().world)!;
    /** The rows as they stand, from the top. */
    const order = () =>
      sources().locator('[data-testid^="source-row:"]').evaluateAll((rows) =>
        rows
          .map((row) => ({ key: Number(row.getAttribute('data-testid')?.split(':')[1]), top: row.getBoundingClientRect().top }))
          .sort((a, b) => a.top - b.top)
          .map(({ key }) => key),
      );
    const choose = async (key: number, item: string) => {
      await source(key).click({ button: 'right' });
      await app().page.getByRole('menuitem', { name: item, exact: true }).click();
      await gone(chat.menu);
    };
    const look = async (name: string) => {
      await app().page.getByRole('button', { name: 'Chat menu' }).focus();
      await app().page.keyboard.press('Enter');
      await app().page.getByRole('menuitemradio', { name }).click();
      await gone(chat.menu);
    };

    test('Saved Messages become a list of where they are from; each opens what was saved from there, and leads back', async () => {
      const { page } = app();
      await new ChatList(page).open(nora().id);
      await look('View as chats');
      await soon(order).toEqual([club(), HIDDEN_AUTHOR_ID, nora().id]);
      await soon(() => accessibleName(source(club()))).toMatch(/^Rowing club, Bring the oars, /);
      await soon(() => accessibleName(source(HIDDEN_AUTHOR_ID))).toMatch(/^Author hidden, A recipe for soup, /);
      await soon(() => accessibleName(source(nora().id))).toMatch(/^My notes, Milk and bread, /);
      expect(await seriousIssues(page)).toEqual([]);

      await source(club()).focus();
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await soon(() => chat.title.textContent()).toBe('Author hidden');
      await soon(() => chat.texts()).toEqual(['A recipe for soup']);
      await shown(page.getByTestId('source-bar').getByText('Who wrote these hides their account'));
      await page.keyboard.press('Escape');
      await soon(() => source(HIDDEN_AUTHOR_ID).evaluate((row) => row === document.activeElement)).toBe(true);
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await soon(() => chat.title.textContent()).toBe('Rowing club');
      await soon(() => chat.texts()).toEqual(['The boat leaves at nine', 'Bring the oars']);
      await page.keyboard.press('Control+f');
      await page.getByTestId('chat-search').getByRole('textbox').fill('boat');
      await soon(() => page.getByTestId('chat-search-status').textContent()).toBe('1 of 1');
      await page.keyboard.press('Escape');
      await gone(page.getByTestId('chat-search'));
      await page.getByRole('button', { name: 'Back' }).click();
      await shown(source(nora().id));
      await source(nora().id).focus();
      await page.keyboard.press('Enter');
      await soon(() => chat.title.textContent()).toBe('My notes');
      await chat.write('Buy a boat');
      await soon(() => nora().box.thread(nora().id).at(-1)?.content.text).toBe('Buy a boat');
      await shown(chat.message('Buy a boat'));
      await page.getByRole('button', { name: 'Open chat' }).waitFor({ state: 'detached' });
      // It stays so when one comes again.
      await new ChatList(page).open(nora().id);
      await soon(order).toEqual([nora().id, club(), HIDDEN_AUTHOR_ID]);
    });

    test('sources are pinned, put in order and deleted', async () => {
      const { page } = app();
      await new ChatList(page).open(nora().id);
      await shown(source(club()));
      await choose(club(), 'Pin');
      await soon(() => nora().pinnedSaved).toEqual([club()]);
      await choose(HIDDEN_AUTHOR_ID, 'Pin');
      await soon(() => nora().pinnedSaved).toEqual([HIDDEN_AUTHOR_ID, club()]);
      await soon(order).toEqual([HIDDEN_AUTHOR_ID, club(), nora().id]);
      await still(async () => (await source(HIDDEN_AUTHOR_ID).boundingBox())?.y ?? 0);
      const box = (await source(HIDDEN_AUTHOR_ID).boundingBox())!;
      await page.mouse.move(box.x + 100, box.y + 30);
      await page.mouse.down();
      await page.mouse.move(box.x + 100, box.y + 60, { steps: 4 });
      await page.mouse.move(box.x + 100, box.y + 110, { steps: 4 });
      await page.mouse.up();
      await soon(() => nora().pinnedSaved).toEqual([club(), HIDDEN_AUTHOR_ID]);
      await soon(order).toEqual([club(), HIDDEN_AUTHOR_ID, nora().id]);
      await choose(HIDDEN_AUTHOR_ID, 'Unpin');
      await soon(() => nora().pinnedSaved).toEqual([club()]);

      await source(club()).focus();
      await page.keyboard.press('Delete');
      await page.getByRole('dialog', { name: 'Delete everything saved from Rowing club?' }).getByRole('button', { name: 'Delete' }).click();
      await soon(order).toEqual([nora().id, HIDDEN_AUTHOR_ID]);
      const left = (text: string) => nora().box.thread(nora().id).some((one) => one.content.text === text);
      await soon(() => [left('Bring the oars'), left('A recipe for soup'), left('Milk and bread')]).toEqual([false, true, true]);
      await look('View as messages');
      await shown(chat.message('A recipe for soup'));
    });
  });
});
