import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, groupOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

const groups = new WeakMap<World, number>();

function settle(world: World): void {
  const cast = castOf(world);
  const trip = groupOf(cast, 'Trip');
  groups.set(world, trip);
  world.sendMessage({ from: cast.mia.id, to: trip, text: 'abc 123 في لشبونة' });
}

describe('the language of the interface', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  let chat: Chat;
  const page = () => app().page;
  const languages = () => page().getByTestId('languages');
  const choose = async (name: string) => {
    await languages().getByRole('radio', { name }).first().click();
  };
  const openPage = async () => {
    await page().keyboard.press('Control+,');
    await page().locator('[data-settings-page="language"]').click();
    await shown(languages().getByRole('radio', { name: 'Русский' }));
  };

  beforeEach(async () => {
    list = new ChatList(page());
    chat = new Chat(page());
    await shown(list.list);
  });

  test('changes everywhere at once, with its plural forms, dates and direction, and back', async () => {
    await list.open(groups.get(app().world) as number);
    await shown(chat.message('abc 123'));
    await soon(() => page().getByTestId('presence').textContent()).toContain('4 members');
    await openPage();
    expect(await seriousIssues(page())).toEqual([]);
    await choose('Русский');
    await shown(page().getByRole('heading', { name: 'Язык' }));
    await soon(() => page().getByTestId('presence').textContent()).toContain('4 участника');
    await soon(() => chat.composer.getAttribute('data-placeholder')).toBe('Написать сообщение…');
    await soon(() => page().evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual(['ru', 'ltr']);
    await choose('العربية');
    await shown(page().getByRole('heading', { name: 'اللغة' }));
    await soon(() => page().evaluate(() => document.documentElement.dir)).toBe('rtl');
    await soon(() => page().getByTestId('presence').textContent()).toContain('أعضاء');
    // Mirrored: the settings stand at the right, the chat at the left of them.
    await soon(async () => {
      const [settings, head] = await Promise.all([languages().boundingBox(), chat.title.boundingBox()]);
      return (settings?.x ?? 0) - (head?.x ?? 0);
    }).toBeGreaterThan(0);
    expect(await seriousIssues(page())).toEqual([]);
    await choose('English');
    await shown(page().getByRole('heading', { name: 'Language', exact: true }));
    await soon(() => page().evaluate(() => document.documentElement.dir)).toBe('ltr');
    await soon(() => page().getByTestId('presence').textContent()).toContain('4 members');
    await page().keyboard.press('Escape');
    await page().keyboard.press('Escape');
    await gone(languages());
  });

  test('asks before it takes a translation that is not complete, and shows English where it has nothing', async () => {
    await openPage();
    await choose('Boarisch');
    const dialog = page().getByRole('dialog', { name: 'Change the language to Boarisch?' });
    await shown(dialog.getByText('made by volunteers'));
    await dialog.getByRole('button', { name: 'Change' }).click();
    await gone(dialog);
    await soon(() => page().locator('[aria-label="Eistellunga"]').count()).toBeGreaterThan(0);
    await shown(languages().getByText('English is built in.'));
    app().world.changeLanguage('boarisch', { lng_menu_settings: 'Eistellungan' });
    await soon(() => page().locator('[aria-label="Eistellungan"]').count()).toBeGreaterThan(0);
    await choose('English');
    await shown(page().getByRole('heading', { name: 'Language', exact: true }));
    await page().keyboard.press('Escape');
    await page().keyboard.press('Escape');
    await gone(languages());
  });
});
