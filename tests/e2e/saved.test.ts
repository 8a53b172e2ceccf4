import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

function settle(world: World): void {
  const { nora } = castOf(world);
  nora.user.premium = true;
  const now = world.state.now();
  ['First plan', 'Second plan', 'Milk and bread'].forEach((text, at) =>
    world.sendMessage({ from: nora.id, to: nora.id, text, date: now - 9_000 + at * 600 }),
  );
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
    await soon(() => found().count()).toBe(1);
    expect(await found().textContent()).toMatch(/^First plan/);
    await page.keyboard.press('Escape');
    await gone(found());
    // The chat is still open, and a result leads to its place.
    await tag('🔥, 1 message').focus();
    await page.keyboard.press('Enter');
    const highlights = await chat.watchHighlights();
    await found().getByRole('button').focus();
    await page.keyboard.press('Enter');
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
});
