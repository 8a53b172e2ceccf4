import { afterEach, beforeEach, expect, it } from 'vitest';
import { channelPeerId, groupPeerId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { Chance } from '../../model/chance.ts';
import { ShownChats, chatsOfServer } from '../support/agreement.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

/* Two instances of the app on one account do whatever they please, in an order that a seed chooses, while others write to them. */

let town: Town;
beforeEach(async () => {
  town = await Town.found();
});
afterEach(async () => {
  expect(town.dc.violations()).toEqual([]);
  await town.close();
});

/** One thing that a person does on one device, without waiting for it. Returns when the device knows the outcome. */
function act(person: Somebody, shown: ShownChats, chat: PeerId, chance: Chance, number: number): Promise<unknown> {
  const { window } = person.engine;
  const own = shown.ids(chat, true);
  const target = own[chance.below(Math.max(1, own.length))] as MessageId | undefined;
  const newest = shown.ids(chat, false).at(-1) as MessageId | undefined;
  switch (chance.below(9)) {
    case 0:
    case 1:
      return window.call('messages.send', { peerId: chat, text: `own ${number}`, entities: [] });
    case 2:
      return target === undefined ? Promise.resolve() : window.call('messages.edit', { peerId: chat, id: target, text: `changed ${number}`, entities: [] });
    case 3:
      return target === undefined ? Promise.resolve() : window.call('messages.delete', { peerId: chat, ids: [target], forEveryone: true });
    case 4:
      return newest === undefined ? Promise.resolve() : window.call('messages.read', { peerId: chat, maxId: newest });
    case 5:
      return window.call('dialogs.setPinned', { peerId: chat, pinned: chance.hits(0.6) });
    case 6:
      return window.call('dialogs.setMuted', { peerId: chat, muted: chance.hits(0.5) });
    case 7:
      return window.call('dialogs.setUnread', { peerId: chat, unread: chance.hits(0.6) });
    default:
      return window.call('drafts.save', { peerId: chat, text: chance.hits(0.3) ? '' : `draft ${number}`, entities: [] });
  }
}

it('two devices of an account end with the same chats, whatever is done on them at the same time', async () => {
  const chance = new Chance(7);
  const boris = town.neighbour('Boris');
  const { world } = town;
  const anna = await town.move('Anna', (user) => {
    world.sendMessage({ from: boris.id, to: user.id as never, text: 'hi' });
  });
  const group = world.createGroup({ title: 'Group', creatorId: boris.id, memberIds: [anna.user.id] });
  const club = world.createSupergroup({ title: 'Club', creatorId: boris.id, memberIds: [anna.user.id] });
  const chats: PeerId[] = [boris.id as PeerId, groupPeerId(group.id), channelPeerId(club.id)];
  const laptop = await town.device(anna);
  const devices = [anna, laptop].map((person) => ({ person, shown: new ShownChats(person.engine.window, chats) }));
  await Promise.all(devices.map(({ shown }) => shown.until((views) => views.every((view) => view.folder === 'main' && view.messages.length > 0))));

  const outcomes: Promise<unknown>[] = [];
  for (let number = 0; number < 90; number += 1) {
    const chat = chats[chance.below(chats.length)] as PeerId;
    const device = devices[chance.below(2)];
    if (chance.hits(0.25)) world.sendMessage({ from: boris.id, to: (chat > 0 ? anna.user.id : chat) as never, text: `other ${number}` });
    else if (chance.hits(0.1)) world.readHistory(boris.id, (chat > 0 ? anna.user.id : chat) as never);
    else if (device) outcomes.push(act(device.person, device.shown, chat, chance, number).catch(() => undefined));
    // Now and then the others get a turn.
    if (chance.hits(0.3)) await outcomes.at(-1);
  }
  await Promise.all(outcomes);
  for (const { person } of devices) await person.engine.window.call('app.setActive', { active: false });
  for (const { shown } of devices) await shown.untilEqual(() => chatsOfServer(world, anna.user.id, chats));
});
