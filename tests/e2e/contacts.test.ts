import { beforeEach, describe, expect, test } from 'vitest';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { castOf, NORA } from './support/people.ts';
import { tick } from './support/tick.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

describe('contacts and new chats', () => {
  const app = useApp('all', {
    people: (world) => {
      const { nora, mia } = castOf(world);
      world.sendMessage({ from: mia.id, to: nora.id, text: 'Hello' });
    },
    signedInAs: NORA,
  });
  let list: ChatList;
  const cast = () => castOf(app().world);
  const dialog = () => app().page.getByRole('dialog').last();
  const button = (name: string | RegExp) => dialog().getByRole('button', { name });
  const field = (name: string) => dialog().getByRole('textbox', { name });
  const fromMenu = async (item: string) => {
    await list.mainMenu.click();
    await app().page.getByRole('menuitem', { name: item }).click();
  };

  beforeEach(async () => {
    list = new ChatList(app().page);
    await shown(list.list);
  });

  test('a contact is added by number, renamed, deleted and restored', async () => {
    const { page, world } = app();
    const { nora } = cast();
    const olga = world.createUser({ firstName: 'Olga', phone: '491701112233' });
    await page.keyboard.press('Control+KeyJ');
    await shown(button(/^Ben Okafor/));
    await button('Add contact').click();
    await field('First name').fill('Olga');
    await field('Phone number').fill('+49 170 0000000');
    await button('Add contact').click();
    await shown(dialog().getByText('Nobody on Telegram can be found by this number.'));
    await field('Phone number').fill('+49 170 1112233');
    await button('Add contact').click();
    await soon(() => nora.contacts.get(olga.id)?.firstName).toBe('Olga');
    await shown(button(/^Olga/));
    expect(await seriousIssues(page)).toEqual([]);

    await button('Edit the name of Olga').click();
    await field('First name').fill('Olga from work');
    await button('Save').click();
    await soon(() => nora.contacts.get(olga.id)?.firstName).toBe('Olga from work');
    await button('Delete Olga from work from your contacts').click();
    await soon(() => nora.contacts.has(olga.id)).toBe(false);
    await gone(button(/^Olga from work/));
    await button(/^Ben Okafor/).click();
    await soon(() => new Chat(page).title.textContent()).toBe('Ben Okafor');
  });

  test('a group is made of people that were chosen', async () => {
    const { page, world } = app();
    const { ben, mia, nora } = cast();
    await fromMenu('New group');
    for (const name of [/Ben Okafor/, /Mia Laurent/]) await tick(dialog().getByRole('checkbox', { name }));
    await button('Next').click();
    await button('Create group').click();
    await shown(dialog().getByText('Give the group a name.'));
    await field('Group name').fill('Book club');
    await button('Create group').click();
    await soon(() => new Chat(page).title.textContent()).toBe('Book club');
    const group = [...world.state.groups.values()].find((one) => one.title === 'Book club');
    expect([...(group?.members.keys() ?? [])].sort()).toEqual([nora.id, ben.id, mia.id].sort());
  });

  test('a public channel is made, under a name that is free', async () => {
    const { page, world } = app();
    await fromMenu('New channel');
    await field('Channel name').fill('Field notes');
    await field('Description (optional)').fill('What I saw');
    await dialog().getByRole('radio', { name: /^Public/ }).click();
    await field('Public link').fill('ben_okafor');
    await shown(dialog().getByText('This public name is taken. Choose another one.'));
    await field('Public link').fill('field_notes');
    await shown(dialog().getByText('This name is free.'));
    expect(await seriousIssues(page)).toEqual([]);
    await button('Create channel').click();
    await soon(() => new Chat(page).title.textContent()).toBe('Field notes');
    const channel = () => [...world.state.channels.values()].find((one) => one.title === 'Field notes');
    await soon(() => [channel()?.username, channel()?.about, channel()?.megagroup]).toEqual(['field_notes', 'What I saw', false]);
  });
});
