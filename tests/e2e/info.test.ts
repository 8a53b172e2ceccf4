import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { channelKey, groupKey } from '../dc/world/index.ts';
import { comeByLink, invitesOf, linkOf } from '../dc/world/invites.ts';
import { seriousIssues } from './support/axe.ts';
import { ChatList } from './support/pages/chat-list.ts';
import { Chat } from './support/pages/chat.ts';
import { InfoPanel } from './support/pages/info-panel.ts';
import { castOf, NORA } from './support/people.ts';
import { tick } from './support/tick.ts';
import { useApp } from './support/use-app.ts';
import { gone, shown, soon } from './support/wait.ts';

describe('the info panel', () => {
  const wide = { width: 1280, height: 800 };
  const app = useApp('all', {
    people: (world) => {
      const { nora, ben, mia } = castOf(world);
      ben.user.bio = 'Repairs bicycles';
      ben.user.birthday = { _: 'birthday', day: 5, month: 6 };
      world.sendMessage({ from: ben.id, to: nora.id, text: 'Hello' });
      world.sendMessage({ from: mia.id, to: nora.id, text: 'Hi' });
    },
    signedInAs: NORA,
    window: { viewport: wide },
  });
  let list: ChatList;
  let chat: Chat;
  let info: InfoPanel;
  const cast = () => castOf(app().world);
  const dialog = () => app().page.getByRole('dialog').last();

  beforeEach(async () => {
    const { page } = app();
    await page.setViewportSize(wide);
    [list, chat, info] = [new ChatList(page), new Chat(page), new InfoPanel(page)];
    await shown(list.list);
  });

  /** Opens the chat and what the panel says of it, by the keyboard. */
  async function open(peer: number, title: string): Promise<void> {
    await list.open(peer);
    await soon(() => chat.title.textContent()).toBe(title);
    if ((await info.panel.count()) === 0) {
      await chat.title.getByRole('button').focus();
      await app().page.keyboard.press('Enter');
    }
    await shown(info.name(title));
  }

  test('shows a person, takes the focus and gives it back', async () => {
    const { page, world } = app();
    const { ben } = cast();
    const club = world.createGroup({ title: 'Cyclists', creatorId: ben.id, memberIds: [cast().nora.id] });
    await list.open(ben.id);
    const opener = chat.title.getByRole('button');
    await opener.focus();
    await page.keyboard.press('Enter');
    await soon(() => info.button('Close info').evaluate((button) => button === document.activeElement)).toBe(true);
    for (const text of ['Repairs bicycles', '@ben_okafor', '+9996610002']) await shown(info.panel.getByText(text, { exact: true }));
    await shown(info.panel.getByText('1 group in common'));
    await shown(info.button(/^Cyclists/));
    expect(await seriousIssues(page)).toEqual([]);

    await info.panel.getByRole('switch', { name: 'Notifications' }).click();
    await soon(() => (cast().nora.dialog(ben.id).notify.muteUntil ?? 0) > world.state.now()).toBe(true);
    await info.button('Unmute').click();
    await soon(() => cast().nora.dialog(ben.id).notify.muteUntil ?? 0).toBe(0);

    await page.keyboard.press('Escape');
    await gone(info.panel);
    await soon(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await info.button(/^Cyclists/).click();
    await soon(() => chat.title.textContent()).toBe('Cyclists');
    // Beside the chat, the panel follows it.
    await shown(info.name('Cyclists'));
    world.chats.leave(club, cast().nora.id, 'left');
  });

  test('is a page over the chat where there is no room beside it', async () => {
    const { page } = app();
    const { ben } = cast();
    // What is open makes room, the panel first, then the chat.
    await soon(async () => {
      if ((await info.panel.count()) > 0) await info.panel.press('Escape', { timeout: 1_000 }).catch(() => undefined);
      else if ((await chat.title.count()) > 0) await page.keyboard.press('Escape');
      return (await info.panel.count()) + (await chat.title.count());
    }).toBe(0);
    await page.setViewportSize({ width: 480, height: 800 });
    await list.open(ben.id);
    // In one column the chat has a way back to the list.
    await shown(page.locator('main').getByRole('button', { name: 'Back' }));
    await chat.title.getByRole('button').click();
    await shown(info.name('Ben Okafor'));
    await soon(() => page.locator('main').getAttribute('inert')).toBe('');
    expect(await seriousIssues(page)).toEqual([]);
    await info.button('Message').click();
    await gone(info.panel);
    await soon(() => page.locator('main').getAttribute('inert')).toBe(null);
  });

  test('blocks, reports, and keeps a contact under a name of one’s own', async () => {
    const { page, world } = app();
    const { nora, mia } = cast();
    await open(mia.id, 'Mia Laurent');
    await info.button('Add to contacts').click();
    await dialog().getByRole('textbox', { name: 'First name' }).fill('Mia from work');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await soon(() => nora.contacts.get(mia.id)?.firstName).toBe('Mia from work');
    await shown(info.name('Mia from work Laurent'));

    await info.button('Report').click();
    await dialog().getByRole('radio', { name: 'Pretends to be somebody else' }).click();
    await dialog().getByRole('button', { name: 'Report' }).click();
    await soon(() => world.state.reports.map(({ peer, option }) => `${peer} ${option}`)).toEqual([`${mia.id} inputReportReasonFake`]);

    await info.button('Block').click();
    await dialog().getByRole('button', { name: 'Block' }).click();
    await soon(() => nora.blocked.has(mia.id)).toBe(true);
    await info.button('Unblock').click();
    await soon(() => nora.blocked.has(mia.id)).toBe(false);
    await shown(info.button('Block'));
    await info.button('Delete contact').click();
    await soon(() => nora.contacts.has(mia.id)).toBe(false);
    await page.keyboard.press('Escape');
  });

  test('walks the members of a group, finds one and opens their profile', async () => {
    const { page, world } = app();
    const { nora, ben, mia, tariq } = cast();
    const others = Array.from({ length: 9 }, (_, n) => world.createUser({ firstName: `Guest ${n}` }).id);
    const group = world.createGroup({ title: 'Walkers', creatorId: nora.id, memberIds: [ben.id, mia.id, tariq.id, ...others] });
    await open(groupKey(group.id), 'Walkers');
    await shown(info.members.getByRole('heading', { name: '13 members' }));
    // Whoever is online comes first, oneself included.
    world.setOnline(ben.id, true);
    const order = () => info.members.locator('[data-member]').evaluateAll((rows) => rows.slice(0, 2).map((row) => row.getAttribute('data-member')));
    await soon(order).toEqual([String(nora.id), String(ben.id)]);
    await shown(info.member('Nora Winter').filter({ hasText: 'owner' }));
    expect(await seriousIssues(page)).toEqual([]);

    await info.members.getByRole('textbox', { name: 'Search members' }).fill('tar');
    await soon(() => info.members.locator('[data-member]').count()).toBe(1);
    await info.member('Tariq').focus();
    await page.keyboard.press('Enter');
    await shown(info.name('Tariq'));
    await page.keyboard.press('Escape');
    await shown(info.name('Walkers'));

    // As it was left: what was searched for, and who had the focus.
    await soon(() => info.member('Tariq').evaluate((row) => row === document.activeElement)).toBe(true);
    await info.members.getByRole('textbox', { name: 'Search members' }).fill('');
    await shown(info.member('Nora Winter'));
    await info.member('Nora Winter').focus();
    for (const [key, name] of [['End', 'Guest'], ['Home', 'Nora Winter'], ['ArrowDown', 'Ben Okafor']] as const) {
      await page.keyboard.press(key);
      await soon(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toContain(name);
    }
    await info.members.getByRole('textbox', { name: 'Search members' }).fill('t');
    await gone(info.member('Nora Winter'));

    await info.chooseFor('Tariq', 'Make administrator');
    await soon(() => group.members.get(tariq.id)?.role).toBe('admin');
    await shown(info.member('Tariq').filter({ hasText: 'admin' }));
    await info.members.getByRole('textbox', { name: 'Search members' }).fill('mia');
    await shown(info.member('Mia'));
    await info.chooseFor('Mia', 'Remove from chat');
    await dialog().getByRole('button', { name: 'Remove from chat' }).click();
    await soon(() => group.members.get(mia.id)?.role).toBe('banned');
    await shown(info.members.getByRole('heading', { name: '12 members' }));
  });

  test('changes a channel of one’s own, and its subscribers see it', async () => {
    const { page, world } = app();
    const { nora, ben } = cast();
    const made = world.createChannel({ title: 'Field notes', creatorId: nora.id, memberIds: [ben.id] });
    const before = made.inviteHash;
    await open(channelKey(made.id), 'Field notes');
    await info.button('Edit').click();
    await info.panel.getByRole('textbox', { name: 'Name' }).fill('Sea notes');
    await info.panel.getByRole('textbox', { name: 'Description' }).fill('What I saw\nat the sea');
    await info.panel.getByRole('radio', { name: /^Public/ }).click();
    await info.panel.getByRole('textbox', { name: 'Public link' }).fill('ben_okafor');
    await shown(info.panel.getByText('This public name is taken. Choose another one.'));
    await info.panel.getByRole('textbox', { name: 'Public link' }).fill('sea_notes');
    await shown(info.panel.getByText('This name is free.'));
    expect(await seriousIssues(page)).toEqual([]);
    await info.button('Make a new link').click();
    await dialog().getByRole('button', { name: 'Make a new link' }).click();
    await soon(() => made.inviteHash === before).toBe(false);
    await soon(() => info.panel.getByTestId('invite-link').textContent()).toBe(`t.me/+${made.inviteHash}`);
    await info.panel.getByRole('textbox', { name: 'Name' }).press('Enter');
    await shown(info.name('Sea notes'));
    await soon(() => [made.title, made.about, made.username]).toEqual(['Sea notes', 'What I saw\nat the sea', 'sea_notes']);
    await shown(info.panel.getByText('t.me/sea_notes', { exact: true }));

    await info.button('Edit').click();
    const chooser = page.waitForEvent('filechooser');
    await info.button('Set photo').click();
    await (await chooser).setFiles({ name: 'me.png', mimeType: 'image/png', buffer: await picture(page) });
    await soon(() => made.photo !== undefined).toBe(true);
    // What the subscribers get is a note about it, and the photo with the channel.
    await soon(() => world.state.thread(ben, channelKey(made.id)).at(-1)?.content.action?.kind).toBe('photo');
    await shown(info.button('Change photo'));
    await page.keyboard.press('Escape');
    await info.button(/^Photo of Sea notes, enlarge/).click();
    await soon(() => page.getByTestId('portrait').locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(400);
    await page.keyboard.press('Escape');
    await gone(page.getByTestId('portrait'));
  });

  test('makes links into a group, revokes them, and decides about those who ask to be let in', async () => {
    const { page, world } = app();
    const { nora, ben, mia } = cast();
    const club = world.createSupergroup({ title: 'Chess club', creatorId: nora.id });
    await open(channelKey(club.id), 'Chess club');
    await info.button('Invite links').click();
    await soon(() => info.panel.getByTestId('primary-link').textContent()).toBe(`t.me/+${club.inviteHash}`);
    await info.button('Create a link').click();
    await dialog().getByRole('textbox', { name: 'Name (optional)' }).fill('For beginners');
    await dialog().getByRole('textbox', { name: 'How many can join' }).fill('none');
    await shown(dialog().getByText('A number from 1 to 99,999.'));
    await dialog().getByRole('textbox', { name: 'How many can join' }).fill('12');
    await dialog().getByRole('radio', { name: 'In a week' }).click();
    expect(await seriousIssues(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Create a link' }).click();
    const row = info.panel.getByRole('list', { name: 'Other links' }).getByRole('button');
    await soon(() => row.textContent()).toMatch(/^For beginners0 of 12 joined, until /);
    const [made] = invitesOf(club);
    expect([made?.title, made?.usageLimit]).toEqual(['For beginners', 12]);

    const choose = async (item: string) => {
      await row.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: item, exact: true }).click();
      await gone(chat.menu);
    };
    await choose('QR code');
    await shown(dialog().getByRole('img', { name: 'QR code of the invite link' }));
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog'));
    await choose('Edit');
    await dialog().getByRole('switch', { name: 'Approve new members' }).click();
    await dialog().getByRole('radio', { name: 'Never' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await soon(() => row.textContent()).toBe('For beginnersnobody joined yet, with approval');
    await gone(page.getByRole('dialog'));

    expect(() => comeByLink(world, ben.id, linkOf(made!.hash))).toThrow('INVITE_REQUEST_SENT');
    expect(() => comeByLink(world, mia.id, linkOf(made!.hash))).toThrow('INVITE_REQUEST_SENT');
    await info.button('Back').click();
    await info.button('2 requests to join').click();
    expect(await seriousIssues(page)).toEqual([]);
    await info.button('Let in Ben Okafor').click();
    await soon(() => club.members.get(ben.id)?.role).toBe('member');
    await info.button('Dismiss Mia Laurent').click();
    await shown(info.panel.getByText('Nobody is waiting to be let in.'));
    await soon(() => [club.requests, club.members.has(mia.id)]).toEqual([[], false]);

    await info.button('Back').click();
    await info.button('Invite links').click();
    await shown(row);
    await choose('Revoke link');
    await dialog().getByRole('button', { name: 'Revoke link' }).click();
    await shown(info.panel.getByRole('list', { name: 'Revoked links' }).getByRole('button', { name: /^For beginners/ }));
    await gone(page.getByRole('dialog'));
    await info.button('Delete all revoked links').click();
    await gone(info.panel.getByRole('list', { name: 'Revoked links' }));
    await soon(() => invitesOf(club)).toEqual([]);
  });

  test('adds members, and says who does not want to be added', async () => {
    const { world } = app();
    const { nora, ben } = cast();
    const group = world.createSupergroup({ title: 'Bakers', creatorId: nora.id });
    ben.privacy.set('privacyKeyChatInvite', [{ _: 'privacyValueDisallowAll' }]);
    const olga = world.createUser({ firstName: 'Olga' });
    world.sendMessage({ from: olga.id, to: nora.id, text: 'Me, too' });
    await open(channelKey(group.id), 'Bakers');
    await info.button('Add members').click();
    for (const name of [/Ben Okafor/, /Olga/]) await tick(dialog().getByRole('checkbox', { name }));
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await shown(dialog().getByText(/^Ben Okafor: privacy settings do not allow it/));
    expect([...group.members.keys()].sort()).toEqual([nora.id, olga.id].sort());
    await dialog().getByRole('button', { name: 'OK' }).click();
    await shown(info.member('Olga'));
    ben.privacy.delete('privacyKeyChatInvite');
  });

  test('opens from names, pictures and mentions in the chat, and from the list', async () => {
    const { page, world } = app();
    const { nora, ben } = cast();
    const group = world.createGroup({ title: 'Talk', creatorId: ben.id, memberIds: [nora.id, cast().tariq.id] });
    world.sendMessage({ from: cast().tariq.id, to: groupKey(group.id), text: 'Ask @ben_okafor' });
    await soon(async () => {
      if ((await info.panel.count()) > 0) await info.panel.press('Escape', { timeout: 1_000 }).catch(() => undefined);
      return info.panel.count();
    }).toBe(0);
    await list.open(groupKey(group.id));
    const bubble = chat.message('Ask @ben_okafor');
    await bubble.getByRole('link', { name: '@ben_okafor' }).click();
    await shown(info.name('Ben Okafor'));
    await bubble.getByRole('button', { name: 'Tariq' }).last().click();
    await shown(info.name('Tariq'));
    await page.getByTestId('info').press('Escape');
    await shown(info.name('Ben Okafor'));
    await list.choose(groupKey(group.id), 'Group info');
    await shown(info.name('Talk'));
  });
});

/** A picture that is wider than high. */
async function picture(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(600, 400);
    const context = canvas.getContext('2d');
    if (context) {
      context.fillStyle = 'teal';
      context.fillRect(0, 0, 600, 400);
    }
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  });
  return Buffer.from(bytes);
}
