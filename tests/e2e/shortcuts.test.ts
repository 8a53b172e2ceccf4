import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

function settle(world: World): void {
  const { nora, ben, mia, tariq } = castOf(world);
  for (const [name, from] of Object.entries({ Ben: ben, Mia: mia, Tariq: tariq })) {
    for (const text of ['One', 'Two', 'Three']) world.sendMessage({ from: from.id, to: nora.id, text: `${text} from ${name}` });
  }
}

describe('keys', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const cast = () => castOf(app().world);
  const press = (keys: string) => app().page.keyboard.press(keys);
  const help = () => app().page.getByTestId('shortcuts');

  beforeEach(async () => {
    list = new ChatList(app().page);
    chat = new Chat(app().page);
    await shown(list.list);
  });

  test('F1 lists every shortcut, found by name or by its keys', async () => {
    const { page } = app();
    await press('F1');
    await shown(help().getByText('Search in this chat'));
    expect(await seriousIssues(page)).toEqual([]);
    await help().getByLabel('Search by name or keys').fill('ctrl+f');
    await soon(() => help().getByRole('listitem').count()).toBe(1);
    expect(await help().getByRole('listitem').first().textContent()).toContain('Search in this chat');
    await press('Escape');
    await gone(help());
  });

  test('a command is put on other keys, which hold at once and say with what they collide', async () => {
    const { page } = app();
    await press('Control+/');
    await help().getByRole('button', { name: 'Change the keys of “Contacts”' }).click();
    const dialog = page.getByRole('dialog', { name: 'Contacts' });
    await shown(dialog);
    await press('a');
    await shown(dialog.getByText('Keys that type or move need Ctrl'));
    await press('Control+f');
    await shown(dialog.getByText('Also the keys of “Search in this chat”.'));
    await press('Control+e');
    await dialog.getByRole('button', { name: 'Use these keys' }).click();
    await gone(dialog);
    await soon(() => help().locator('[data-command="contacts"] kbd').allTextContents()).toEqual(['Ctrl+E']);
    await press('Escape');
    await gone(help());
    await press('Control+e');
    await shown(page.getByRole('dialog', { name: 'Contacts' }));
    await press('Escape');
    await gone(page.getByRole('dialog'));
    await press('F1');
    await help().getByRole('button', { name: 'Reset all shortcuts' }).click();
    await soon(() => help().locator('[data-command="contacts"] kbd').allTextContents()).toEqual(['Ctrl+J']);
    await press('Escape');
    await gone(help());
  });

  test('Ctrl+Tab goes back among the chats that were open last', async () => {
    const { page } = app();
    const { ben, mia, tariq } = cast();
    for (const [name, person] of Object.entries({ Ben: ben, Mia: mia, Tariq: tariq })) {
      await list.open(person.id);
      await shown(chat.message(`Three from ${name}`));
    }
    await page.keyboard.down('Control');
    await press('Tab');
    const recent = page.getByRole('listbox', { name: 'Recent chats' });
    await soon(() => recent.getByRole('option', { selected: true }).textContent()).toContain('Mia');
    await press('Tab');
    await soon(() => recent.getByRole('option', { selected: true }).textContent()).toContain('Ben');
    await page.keyboard.up('Control');
    await gone(recent);
    await soon(() => chat.title.textContent()).toContain('Ben');
    // Esc leaves everything as it is.
    await page.keyboard.down('Control');
    await press('Tab');
    await shown(recent);
    await press('Escape');
    await page.keyboard.up('Control');
    await gone(recent);
    await soon(() => chat.title.textContent()).toContain('Ben');
  });

  test('Ctrl+Up and Ctrl+Down choose what is answered, and the answer goes to it', async () => {
    const { nora, ben } = cast();
    await list.open(ben.id);
    await shown(chat.message('Three from Ben'));
    await chat.composer.click();
    await press('Control+ArrowUp');
    await press('Control+ArrowUp');
    await press('Control+ArrowUp');
    await press('Control+ArrowDown');
    await chat.composer.pressSequentially('This one');
    await press('Enter');
    await soon(() => ben.box.thread(nora.id).at(-1)?.content.text).toBe('This one');
    const thread = ben.box.thread(nora.id);
    const answered = thread.find((message) => message.id === thread.at(-1)?.replyToId);
    expect(answered?.content.text).toBe('Two from Ben');
  });

  test('Ctrl+Alt+Home and End open the first and the last chat', async () => {
    const { world } = app();
    const { nora, ben } = cast();
    const isOpen = async (peer: number | undefined) => (await list.says(peer ?? 0)).includes((await chat.title.textContent()) ?? '?');
    // Whatever is still on its way into the list: Ben's chat is the first one from now on.
    world.sendMessage({ from: ben.id, to: nora.id, text: 'On top' });
    await soon(() => list.says(ben.id)).toContain('On top');
    await soon(async () => (await list.order())[0]).toBe(ben.id);
    await press('Control+Alt+End');
    await soon(async () => isOpen((await list.order()).at(-1))).toBe(true);
    await press('Control+Alt+Home');
    await soon(() => isOpen(ben.id)).toBe(true);
  });

  test('the text of messages is made larger, and stays so', async () => {
    const { page } = app();
    const { mia } = cast();
    await list.open(mia.id);
    const size = () => chat.message('Three from Mia').evaluate((row) => getComputedStyle(row).fontSize);
    await soon(size).toBe('14px');
    await press('Control+,');
    await page.locator('[data-settings-page="appearance"]').click();
    const slider = page.getByRole('slider', { name: 'Message text' });
    await slider.fill('20');
    await soon(size).toBe('20px');
    expect(await seriousIssues(page)).toEqual([]);
    await page.reload();
    await list.open(mia.id);
    await soon(size).toBe('20px');
    await press('Control+,');
    await page.locator('[data-settings-page="appearance"]').click();
    await slider.fill('14');
    await soon(size).toBe('14px');
    await press('Escape');
    await press('Escape');
  });
});
