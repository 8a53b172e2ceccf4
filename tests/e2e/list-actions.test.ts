import { beforeEach, describe, expect, test } from 'vitest';
import type { World } from '../dc/world/index.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { castOf, groupOf, NORA } from './support/people.ts';
import { whileToastsLast } from './support/toasts.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon, still } from './support/wait.ts';

const groups = new WeakMap<World, number>();
/** A group and somebody that are removed together. */
const removed = new WeakMap<World, { club: number; eda: number }>();

/** Two groups and four people, each with something unread, Ben's the newest. */
function settle(world: World): void {
  const cast = castOf(world);
  const { nora, ben, mia, tariq } = cast;
  const date = world.state.now() - 3_600;
  const trip = groupOf(cast, 'Trip to Lisbon');
  groups.set(world, trip);
  const club = groupOf(cast, 'Chess club');
  const eda = world.createUser({ firstName: 'Eda', lastName: 'Kaya', phone: '9996621090' }).id;
  world.sendMessage({ from: eda, to: nora.id, text: 'See you', date: date - 60 });
  removed.set(world, { club, eda });
  world.sendMessage({ from: mia.id, to: trip, text: 'Who brings the map?' });
  world.sendMessage({ from: mia.id, to: club, text: 'Tuesday at eight' });
  for (const [index, from] of [tariq, mia, ben].entries()) world.sendMessage({ from: from.id, to: nora.id, text: `Hello from ${from.id}`, date: date + index });
}

describe('what is done to chats in the list', () => {
  const app = useApp('all', { people: settle, signedInAs: NORA });
  let list: ChatList;
  const cast = () => castOf(app().world);
  const trip = () => groups.get(app().world) as number;
  const dialog = () => app().page.getByRole('dialog').last();
  const button = (name: string | RegExp) => dialog().getByRole('button', { name });

  beforeEach(async () => {
    list = new ChatList(app().page);
    await shown(list.list);
  });

  test('a preview shows the newest messages and reads nothing', async () => {
    const { page, world } = app();
    const { nora, ben } = cast();
    await list.row(ben.id).click({ modifiers: ['Alt'] });
    await shown(dialog().getByText(`Hello from ${ben.id}`));
    expect(await seriousIssues(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await gone(dialog());
    expect(world.state.unreadCount(nora, ben.id)).toBe(1);
  });

  test('a chat goes to the archive and, by Undo, back', async () => {
    const { page } = app();
    const { nora, tariq } = cast();
    await whileToastsLast(page, async () => {
      await list.choose(tariq.id, 'Archive');
      await soon(() => nora.dialog(tariq.id).folderId).toBe(1);
      await gone(list.row(tariq.id));
      await page.getByRole('button', { name: 'Undo' }).click();
    });
    await soon(() => nora.dialog(tariq.id).folderId).toBe(0);
    await shown(list.row(tariq.id));
  });

  test('mutes for a time', async () => {
    const { page, world } = app();
    const { nora, ben } = cast();
    await list.choose(ben.id, 'Mute…');
    await page.getByRole('menuitem', { name: 'For 8 hours' }).click();
    await soon(() => Math.round(((nora.dialog(ben.id).notify.muteUntil ?? 0) - world.state.now()) / 600)).toBe(48);
    // What the menu offers is what the window knows.
    await soon(() => list.says(ben.id)).toMatch(/muted/);
    await list.choose(ben.id, 'Unmute');
    await soon(() => nora.dialog(ben.id).notify.muteUntil).toBe(0);
    await soon(() => list.says(ben.id)).not.toMatch(/muted/);
  });

  test('pinned chats are put in another order by dragging and from the menu', async () => {
    const { page } = app();
    const { nora, ben, mia } = cast();
    const onTop = (...peers: number[]) => soon(async () => [nora.pinned[0], (await list.order()).slice(0, peers.length)]).toEqual([peers, peers]);
    await list.choose(mia.id, 'Pin');
    await onTop(mia.id);
    await list.choose(ben.id, 'Pin');
    await onTop(ben.id, mia.id);
    await list.choose(ben.id, 'Move down');
    await onTop(mia.id, ben.id);
    await still(async () => (await list.row(mia.id).boundingBox())?.y ?? Number.NaN);
    const box = await list.row(mia.id).boundingBox();
    if (box === null) throw new Error('no row');
    await page.mouse.move(box.x + 100, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 100, box.y + 60, { steps: 4 });
    await page.mouse.move(box.x + 100, box.y + 110, { steps: 4 });
    await page.mouse.up();
    await onTop(ben.id, mia.id);
  });

  test('several chats are selected and read together', async () => {
    const { page, world } = app();
    const { nora, ben, mia } = cast();
    await list.row(ben.id).click({ modifiers: ['Control', 'Shift'] });
    await list.row(mia.id).click();
    await shown(page.getByRole('toolbar', { name: '2 chats selected' }));
    expect(await seriousIssues(page)).toEqual([]);
    await page.getByRole('toolbar').getByRole('button', { name: 'Mark as read' }).click();
    await soon(() => world.state.unreadCount(nora, ben.id) + world.state.unreadCount(nora, mia.id)).toBe(0);
    await gone(page.getByRole('toolbar', { name: /selected/ }));
  });

  test('several chats are put into a folder together, and taken out again', async () => {
    const { page } = app();
    const { nora, ben, mia, tariq } = cast();
    nora.filters.push({
      filter: { _: 'dialogFilter', id: 2, title: { _: 'textWithEntities', text: 'Friends', entities: [] }, pinnedPeers: [], includePeers: [], excludePeers: [] },
      pinned: [],
      include: [tariq.id],
      exclude: [],
    });
    app().world.delivery.updates(nora, () => [{ _: 'updateDialogFilters' }]);
    const bar = page.getByRole('toolbar', { name: '2 chats selected' });
    const friends = page.getByRole('menuitemradio', { name: 'Friends' });
    /** The menu says what the window knew when it opened: it is opened anew until that is what the server has. */
    const choose = async (areIn: boolean) => {
      await list.row(ben.id).click({ modifiers: ['Control', 'Shift'] });
      await list.row(mia.id).click();
      await soon(async () => {
        await bar.getByRole('button', { name: 'Folders…' }).click();
        const says = await friends.getAttribute('aria-checked');
        if (says !== String(areIn)) await page.keyboard.press('Escape');
        return says;
      }).toBe(String(areIn));
      await friends.click();
      await gone(bar);
    };
    await shown(page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: /^Friends/ }));
    await choose(false);
    await soon(() => nora.filters[1]?.include).toEqual([tariq.id, ben.id, mia.id]);
    await choose(true);
    await soon(() => nora.filters[1]?.include).toEqual([tariq.id]);
  });

  test('several chats are deleted and left after one question', async () => {
    const { page, world } = app();
    const { nora } = cast();
    const { club, eda } = removed.get(world) as { club: number; eda: number };
    await list.row(eda).click({ modifiers: ['Control', 'Shift'] });
    await list.row(club).click();
    await shown(page.getByRole('toolbar', { name: '2 chats selected' }));
    await list.row(club).focus();
    await page.keyboard.press('Delete');
    await shown(dialog().getByRole('heading', { name: 'Remove 2 chats?' }));
    expect(await seriousIssues(page)).toEqual([]);
    await dialog().getByRole('checkbox', { name: 'Delete for the other people, too' }).check();
    await button('Delete and leave').click();
    await soon(() => [world.state.isMember(nora.id, club), nora.box.thread(eda).length, world.account(eda).box.thread(nora.id).length]).toEqual([false, 0, 0]);
    await gone(list.row(eda));
    await gone(list.row(club));
    await gone(page.getByRole('toolbar', { name: /selected/ }));
  });

  test('a chat is cleared, deleted for both, and a group is left', async () => {
    const { page, world } = app();
    const { nora, ben, mia } = cast();
    await list.choose(mia.id, 'Clear history');
    await button('Clear history').click();
    await soon(() => nora.box.thread(mia.id).length).toBe(0);
    // The box stays until the server has answered.
    await gone(page.getByRole('dialog'));
    await list.row(ben.id).focus();
    await page.keyboard.press('Delete');
    await dialog().getByRole('checkbox', { name: 'Delete for everybody, too' }).check();
    await button('Delete chat').click();
    await soon(() => [nora.box.thread(ben.id).length, ben.box.thread(nora.id).length]).toEqual([0, 0]);
    await gone(list.row(ben.id));
    await gone(page.getByRole('dialog'));
    await list.choose(trip(), 'Leave');
    await button('Leave').click();
    await soon(() => world.state.isMember(nora.id, trip())).toBe(false);
    await gone(list.row(trip()));
  });
});
