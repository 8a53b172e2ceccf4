import { beforeEach, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { castOf, NORA } from './support/people.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

function settle(world: World): void {
  const { nora, ben } = castOf(world);
  for (let n = 1; n <= 30; n += 1) world.sendMessage({ from: ben.id, to: nora.id, text: `Tide table ${n}` });
}

const app = useApp('test', { people: settle, signedInAs: NORA });

beforeEach(async () => {
  await shown(new ChatList(app().page).list);
});

test('the storage page says what is kept, remembers for how long, and clears messages that come back when they are looked at', async () => {
  const { page } = app();
  const list = new ChatList(page);
  const panel = page.getByTestId('settings');
  const open = async () => {
    await page.keyboard.press('Control+,');
    await panel.getByRole('button', { name: /^Data and storage/ }).click();
    await shown(page.getByTestId('storage-usage'));
  };
  await list.open(castOf(app().world).ben.id);
  await shown(page.getByText('Tide table 30').last());
  await open();
  expect(await seriousIssues(page)).toEqual([]);
  const week = panel.getByRole('radio', { name: 'One week' });
  await week.click();
  await soon(() => week.getAttribute('aria-checked')).toBe('true');
  await panel.getByRole('button', { name: 'Clear messages' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Clear' }).click();
  await gone(dialog);
  await soon(() => week.getAttribute('aria-checked')).toBe('true');
  await panel.getByRole('button', { name: 'Clear what is kept of Ben Okafor' }).click();
  expect(await seriousIssues(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Clear messages' }).click();
  await gone(dialog);
  await panel.locator('header').getByRole('button').click();
  await panel.locator('header').getByRole('button').click();
  await gone(panel);
  // The history that is open is filled again from the server.
  await shown(page.getByText('Tide table 29').last());
});
