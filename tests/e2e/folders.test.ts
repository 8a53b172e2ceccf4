import { beforeEach, describe, expect, test } from 'vitest';
import { channelKey } from '../dc/world/index.ts';
import type { World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { castOf, channelOf, groupOf, NORA } from './support/people.ts';
import { tick } from './support/tick.ts';
import { chooseLayout } from './support/app.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

const places = new WeakMap<World, { news: number; trip: number }>();

/** A channel, a group and three private chats, each with something unread. */
function settle(world: World): void {
  const cast = castOf(world);
  const { nora, ben, mia, tariq } = cast;
  const date = world.state.now() - 3_600;
  const news = channelOf(cast, 'City news');
  const trip = groupOf(cast, 'Trip to Lisbon');
  world.sendMessage({ from: ben.id, to: news, text: 'The bridge is open again', date });
  world.sendMessage({ from: mia.id, to: trip, text: 'Who brings the map?', date: date + 60 });
  for (const [index, from] of [tariq, mia, ben].entries()) world.sendMessage({ from: from.id, to: nora.id, text: 'Hello', date: date + 120 + index });
  places.set(world, { news, trip });
}

describe('chat folders', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  const cast = () => castOf(app().world);
  const place = () => places.get(app().world) as { news: number; trip: number };
  const tab = (name: RegExp | string) => app().page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name });
  const dialog = () => app().page.getByRole('dialog').last();
  const button = (name: string | RegExp) => dialog().getByRole('button', { name });
  const filters = () => cast().nora.filters.map((one) => one?.filter.title.text ?? 'All chats');

  /** From whatever page of the settings back to the chats. */
  const leaveSettings = () =>
    soon(async () => {
      const isOut = await list.list.isVisible();
      if (!isOut) await app().page.keyboard.press('Escape');
      return isOut;
    }).toBe(true);

  beforeEach(async () => {
    list = new ChatList(app().page);
    await shown(list.list);
  });

  test('one makes a folder of chats and kinds; the server has it, and a tab leads to it', async () => {
    const { page } = app();
    const { mia, ben, tariq, nora } = cast();
    await list.mainMenu.click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByRole('button', { name: /^Folders/ }).click();
    await page.getByRole('button', { name: 'New folder' }).click();
    await button('Create').click();
    await shown(dialog().getByText('Give the folder a name.'));
    await dialog().getByRole('textbox', { name: 'Folder name' }).fill('Close');
    await dialog().getByRole('checkbox', { name: 'Contacts' }).check();
    await tick(dialog().getByRole('radio', { name: 'Heart' }));
    await button('Add chats').click();
    await dialog().getByRole('textbox', { name: 'Search chats' }).fill('mia');
    await tick(dialog().getByRole('checkbox', { name: /Mia Laurent/ }));
    expect(await seriousIssues(page)).toEqual([]);
    await button('Choose').click();
    await button('Create').click();
    await soon(filters).toEqual(['All chats', 'Close']);
    expect(nora.filters[1]).toMatchObject({ include: [mia.id], filter: { contacts: true, emoticon: '❤️' } });
    // Each key goes to what lies on top: first the box has to be gone.
    await soon(() => page.getByRole('dialog').count()).toBe(0);
    await leaveSettings();
    await shown(tab(/^Close, 2 unread chats$/));
    await soon(() => list.order()).toEqual([ben.id, mia.id]);
    await tab(/^All chats/).click();
    await soon(() => list.order()).toEqual([place().news, ben.id, mia.id, tariq.id, place().trip]);
    expect(await seriousIssues(page)).toEqual([]);
  });

  test('another device changes the folder, its order and what is in it; the tabs follow', async () => {
    const { nora, tariq } = cast();
    const stored = nora.filters[1];
    if (stored === undefined) throw new Error('no folder');
    stored.filter.title = { _: 'textWithEntities', text: 'Dear', entities: [] };
    stored.include = [tariq.id];
    app().world.delivery.updates(nora, () => [{ _: 'updateDialogFilters' }]);
    await shown(tab(/^Dear/));
    await tab(/^Dear/).click();
    await soon(async () => (await list.order()).includes(tariq.id)).toBe(true);
  });

  test('its tab has a menu: all is read, the folder is deleted, its chats stay', async () => {
    const { page, world } = app();
    const { nora, ben, tariq } = cast();
    await tab(/^Dear/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Mark all as read' }).click();
    await shown(tab(/^Dear$/));
    await soon(() => world.state.unreadCount(nora, ben.id) + world.state.unreadCount(nora, tariq.id)).toBe(0);
    await tab(/^Dear/).focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Delete folder' }).click();
    await button('Delete folder').click();
    await soon(filters).toEqual(['All chats']);
    await gone(page.getByRole('navigation', { name: 'Folders' }));
    await soon(() => list.order()).toHaveLength(5);
  });

  test('folders are put in order and walked by keyboard, over the list and beside it', async () => {
    const { page } = app();
    const { nora } = cast();
    for (const [title, flag] of [['Groups', 'groups'], ['News', 'broadcasts']] as const) {
      const id = nora.filters.length + 1;
      nora.filters.push({
        filter: { _: 'dialogFilter', id, title: { _: 'textWithEntities', text: title, entities: [] }, [flag]: true, pinnedPeers: [], includePeers: [], excludePeers: [] },
        pinned: [],
        include: [],
        exclude: [],
      });
    }
    app().world.delivery.updates(nora, () => [{ _: 'updateDialogFilters' }]);
    await shown(tab(/^News/));
    await page.keyboard.press('Control+Digit2');
    await soon(() => list.order()).toEqual([place().trip]);
    await page.keyboard.press('Control+Shift+ArrowDown');
    await soon(() => list.order()).toEqual([place().news]);
    await tab(/^News/).focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await soon(filters).toEqual(['All chats', 'News', 'Groups']);
    await chooseLayout(app(), { folderPlace: 'rail' });
    await page.reload();
    await shown(tab(/^Groups/));
    await tab(/^Groups/).click();
    await soon(() => list.order()).toEqual([place().trip]);
    await tab(/^Groups/).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await soon(filters).toEqual(['All chats', 'Groups', 'News']);
    expect(await seriousIssues(page)).toEqual([]);
  });

  test('a link to a folder in a message is asked about, joined, and left again', async () => {
    const { page, world } = app();
    const { nora, ben } = cast();
    const shop = channelKey(world.createChannel({ title: 'Book shop', creatorId: ben.id, memberIds: [] }).id);
    const title = { _: 'textWithEntities' as const, text: 'Reading', entities: [] };
    ben.filters.push({ filter: { _: 'dialogFilterChatlist', id: 2, hasMyInvites: true, title, pinnedPeers: [], includePeers: [] }, pinned: [], include: [shop], exclude: [] });
    world.state.chatlists.set('abc', { slug: 'abc', ownerId: ben.id, filterId: 2, title: '', peers: [shop] });
    world.sendMessage({ from: ben.id, to: nora.id, text: 'Look: https://t.me/addlist/abc' });
    await tab(/^All chats/).click();
    await list.open(ben.id);
    await page.getByRole('link', { name: /addlist/ }).click();
    await shown(dialog().getByRole('heading', { name: 'Add the folder Reading?' }));
    await button('Add folder and join 1 chat').click();
    await soon(() => world.state.isMember(nora.id, shop)).toBe(true);
    await shown(tab(/^Reading/));
    await tab(/^Reading/).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Leave shared folder' }).click();
    await button('Delete and leave 1 chat').click();
    await soon(() => world.state.isMember(nora.id, shop)).toBe(false);
    await gone(tab(/^Reading/));
  });
});
