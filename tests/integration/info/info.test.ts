import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { MembersWindow } from '#shared/ipc/info.ts';
import type { PeerId } from '#shared/model/index.ts';
import { channelKey, groupKey } from '../../dc/world/index.ts';
import type { WorldUser } from '../../dc/world/index.ts';
import { encodeJpeg } from '../../dc/world/images/jpeg-encode.ts';
import { paintScene } from '../../dc/world/images/scenes.ts';
import { rowsOf, Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';
import type { Followed } from '../support/engine.ts';

let town: Town;
let anna: Somebody;
let clara: Somebody;
let boris: WorldUser;
beforeAll(async () => {
  town = await Town.found();
  boris = town.neighbour('Boris');
  anna = await town.move('Anna', (user) => {
    town.world.sendMessage({ from: boris.id, to: user.id as never, text: 'hi' });
  });
  clara = await town.move('Clara');
});
afterEach(() => expect(town.dc.violations()).toEqual([]));
afterAll(() => town.close());

const key = (id: number): PeerId => id as PeerId;

/** The chat is in the list of both. */
async function known(peer: number, ...people: Somebody[]): Promise<PeerId> {
  for (const person of people) await person.dialogs().untilRow(key(peer), () => true);
  return key(peer);
}

const profile = (person: Somebody, peerId: PeerId) => person.engine.window.listen('info.profile', { peerId });
const members = (person: Somebody, peerId: PeerId, more: Partial<{ kind: 'all' | 'admins' | 'bots' | 'contacts'; query: string; count: number }> = {}) =>
  person.engine.window.listen('info.members', { peerId, kind: 'all', query: '', count: 100, ...more });
const ids = (followed: Followed<MembersWindow>): number[] => rowsOf(followed.events, (row) => row.peerId).map((row) => row.peerId);
const until = async (followed: Followed<MembersWindow>, check: (ids: number[], window: MembersWindow) => boolean) => {
  await followed.until((window) => window.state !== 'loading' && check(ids(followed), window));
  return rowsOf(followed.events, (row) => row.peerId);
};

it('tells what the full form of a person holds, at once after a restart and without a connection', async () => {
  boris.bio = 'Paints walls';
  boris.birthday = { _: 'birthday', day: 3, month: 4, year: 1990 };
  const boat = town.world.createGroup({ title: 'Boat', creatorId: boris.id, memberIds: [anna.user.id] });
  await known(boris.id, anna);
  const open = profile(anna, key(boris.id));
  const { full } = await open.until((one) => one.full !== undefined && !one.loading);
  expect(full).toEqual({ about: 'Paints walls', birthday: { day: 3, month: 4, year: 1990 }, commonChats: 1 });
  const common = await anna.engine.window.call('info.commonChats', { peerId: key(boris.id) });
  expect(common).toMatchObject({ chats: [groupKey(boat.id)], hasMore: false });

  await anna.engine.window.call('dialogs.block', { peerId: key(boris.id), blocked: true });
  await open.until((one) => one.full?.isBlocked === true);
  await anna.engine.window.call('dialogs.block', { peerId: key(boris.id), blocked: false });
  await open.until((one) => one.full?.isBlocked !== true);

  await town.dc.stop();
  await anna.restart();
  const offline = await profile(anna, key(boris.id)).until(() => true);
  expect(offline.full?.about).toBe('Paints walls');
  await town.bringBack();
});

it('pages common groups from the highest id down', async () => {
  const friend = town.neighbour('Greta');
  town.world.sendMessage({ from: friend.id, to: anna.id as never, text: 'hi' });
  const groups = Array.from({ length: 60 }, (_, n) => groupKey(town.world.createGroup({ title: `Group ${n}`, creatorId: friend.id, memberIds: [anna.user.id] }).id));
  await known(friend.id, anna);
  const first = await anna.engine.window.call('info.commonChats', { peerId: key(friend.id) });
  expect(first.chats).toEqual(groups.toReversed().slice(0, 50));
  const next = await anna.engine.window.call('info.commonChats', { peerId: key(friend.id), after: first.chats.at(-1) as PeerId });
  expect([next.chats, next.hasMore]).toEqual([groups.toReversed().slice(50), false]);
});

it('follows who is in a group, and who is online', async () => {
  const dora = town.neighbour('Dora');
  const emil = town.neighbour('Emil');
  const made = town.world.createGroup({ title: 'Rowers', creatorId: clara.user.id, memberIds: [anna.user.id, dora.id] });
  const peerId = await known(groupKey(made.id), anna, clara);
  const list = members(anna, peerId);
  await until(list, (all) => all.length === 3);

  // Whoever adds has to know them.
  town.world.sendMessage({ from: emil.id, to: clara.id as never, text: 'hi' });
  await known(emil.id, clara);
  expect(await clara.engine.window.call('info.addMembers', { peerId, members: [key(emil.id)] })).toEqual({ missing: [] });
  await until(list, (all) => all.includes(emil.id));
  // The server tells of people whom one has written with.
  town.world.sendMessage({ from: emil.id, to: anna.id as never, text: 'hi' });
  town.world.setOnline(emil.id, true);
  await until(list, (all) => all.filter((id) => id !== anna.id && id !== clara.id)[0] === emil.id);

  await clara.engine.window.call('info.setAdmin', { peerId, memberId: key(dora.id), rights: ['changeInfo'] });
  await list.until(() => rowsOf(list.events, (row) => row.peerId).some((row) => row.peerId === dora.id && row.role === 'admin'));
  const admins = members(anna, peerId, { kind: 'admins' });
  await until(admins, (all) => all.length === 2);

  await clara.engine.window.call('info.removeMember', { peerId, memberId: key(dora.id) });
  await until(list, (all) => !all.includes(dora.id));
  expect(made.members.get(dora.id)?.role).toBe('banned');
});

it('reads a supergroup in pages, each member once, and searches at the server', async () => {
  const crowd = Array.from({ length: 449 }, (_, n) => town.world.createUser({ firstName: n % 100 === 7 ? `Zoe ${n}` : `Guest ${n}` }).id);
  const made = town.world.createSupergroup({ title: 'Crowd', creatorId: anna.user.id, memberIds: crowd });
  const peerId = await known(channelKey(made.id), anna);
  const list = anna.engine.window.listen('info.members', { peerId, kind: 'all', query: '', count: 1_000 });
  await until(list, (all, window) => all.length === 450 && !window.hasMore);
  expect(new Set(ids(list)).size).toBe(450);
  expect(list.last?.total).toBe(450);

  const found = members(anna, peerId, { query: 'zoe' });
  await until(found, (all) => all.length === 5);
  const none = members(anna, peerId, { query: 'nobody of this name' });
  await until(none, (all) => all.length === 0);
});

it('does not show members where they are hidden, save to administrators', async () => {
  const made = town.world.createSupergroup({ title: 'Quiet', creatorId: clara.user.id, memberIds: [anna.user.id] });
  made.participantsHidden = true;
  const peerId = await known(channelKey(made.id), anna, clara);
  const shown = await profile(anna, peerId).until((one) => one.members === 'hidden' && !one.loading);
  expect(shown.peer.memberCount).toBe(2);
  await members(anna, peerId).until((window) => window.state === 'hidden');
  await until(members(clara, peerId), (all) => all.length === 2);
});

it('says why somebody could not be added', async () => {
  const hermit = await town.move('Hermit', (user) => {
    town.world.account(user.id).privacy.set('privacyKeyChatInvite', [{ _: 'privacyValueDisallowAll' }]);
    town.world.sendMessage({ from: user.id, to: anna.id as never, text: 'hi' });
  });
  const kicked = town.neighbour('Kicked');
  town.world.sendMessage({ from: kicked.id, to: anna.id as never, text: 'hi' });
  await known(hermit.id, anna);
  await known(kicked.id, anna);
  const group = town.world.createGroup({ title: 'Few', creatorId: anna.user.id, memberIds: [clara.user.id] });
  const big = town.world.createSupergroup({ title: 'Many', creatorId: clara.user.id, memberIds: [anna.user.id, kicked.id] });
  town.world.chats.leave(big, kicked.id, 'banned');
  const [few, many] = [await known(groupKey(group.id), anna), await known(channelKey(big.id), anna)];
  for (const peerId of [few, many]) {
    expect(await anna.engine.window.call('info.addMembers', { peerId, members: [hermit.id] })).toEqual({ missing: [{ peerId: hermit.id, reason: 'privacy' }] });
  }
  await expect(anna.engine.window.call('info.addMembers', { peerId: many, members: [key(kicked.id)] })).rejects.toThrow('has to let them in again first');
});

it('changes title, description, photo, name and link, and the other side sees it', async () => {
  const made = town.world.createSupergroup({ title: 'Old name', creatorId: anna.user.id, memberIds: [clara.user.id] });
  const peerId = await known(channelKey(made.id), anna, clara);
  const { window } = anna.engine;
  await window.call('info.edit', { peerId, title: 'New name', about: 'What we do' });
  const seen = await profile(clara, peerId).until((one) => one.peer.title === 'New name' && one.full?.about === 'What we do');
  expect(seen.powers.editInfo).toBe(false);
  // The same again is no error.
  await window.call('info.edit', { peerId, title: 'New name', about: 'What we do' });

  const attachment = await anna.attach(encodeJpeg(paintScene('sea', 3, 320, 320), 80));
  await window.call('info.setPhoto', { peerId, attachment });
  await profile(clara, peerId).until((one) => one.peer.photo?.id === made.photo?.id.toString());
  await window.call('info.setPhoto', { peerId, attachment: null });
  await profile(clara, peerId).until((one) => one.peer.photo === undefined);

  const before = (await profile(anna, peerId).until((one) => one.full?.inviteLink !== undefined)).full?.inviteLink;
  const { link } = await window.call('info.revokeLink', { peerId });
  expect(link).toBe(`https://t.me/+${made.inviteHash}`);
  expect(link).not.toBe(before);
  await profile(anna, peerId).until((one) => one.full?.inviteLink === link);

  await window.call('info.setUsername', { peerId, username: 'a_new_name' });
  await profile(clara, peerId).until((one) => one.peer.usernames[0] === 'a_new_name');
  await profile(anna, peerId).until((one) => one.peer.usernames[0] === 'a_new_name');
  await window.call('info.setUsername', { peerId, username: '' });
  expect(made.username).toBeUndefined();
  await profile(anna, peerId).until((one) => one.peer.usernames.length === 0);
});

it('makes administrators, restricts and removes members of a supergroup', async () => {
  const frank = town.neighbour('Frank');
  const made = town.world.createSupergroup({ title: 'Order', creatorId: anna.user.id, memberIds: [clara.user.id, frank.id] });
  const peerId = await known(channelKey(made.id), anna, clara);
  const { window } = anna.engine;
  const list = members(anna, peerId);
  const row = (who: number) => rowsOf(list.events, (one) => one.peerId).find((one) => one.peerId === who);
  await until(list, (all) => all.length === 3);
  expect(row(frank.id)).toMatchObject({ role: 'member', mayRemove: true, mayRestrict: true, mayPromote: true });

  await window.call('info.setAdmin', { peerId, memberId: clara.id, rights: ['deleteMessages', 'banUsers'], rank: 'Cook' });
  await list.until(() => row(clara.user.id)?.rank === 'Cook');
  expect(made.members.get(clara.user.id)?.adminRights).toEqual({ _: 'chatAdminRights', other: true, deleteMessages: true, banUsers: true });
  await profile(clara, peerId).until((one) => one.powers.banMembers && !one.powers.addAdmins && one.grantable.join() === 'deleteMessages,banUsers');

  await window.call('info.restrict', { peerId, memberId: key(frank.id), bans: ['sendMedia'] });
  await list.until(() => row(frank.id)?.role === 'restricted');
  expect(made.members.get(frank.id)?.bannedRights).toMatchObject({ sendPhotos: true, sendDocs: true, untilDate: 0 });
  await window.call('info.restrict', { peerId, memberId: key(frank.id), bans: [] });
  await list.until(() => row(frank.id)?.role === 'member');

  await window.call('info.removeMember', { peerId, memberId: key(frank.id) });
  await list.until(() => row(frank.id) === undefined);
  // Taken out, not banned: free to come back by a link.
  expect(made.members.get(frank.id)?.role).toBe('left');
});

it('shows what is known and says why the newest is not there', async () => {
  const made = town.world.createSupergroup({ title: 'Lost', creatorId: boris.id, memberIds: [anna.user.id] });
  const peerId = await known(channelKey(made.id), anna);
  const list = members(anna, peerId);
  await until(list, (all) => all.length === 2);
  town.world.chats.leave(made, anna.user.id, 'banned');
  const open = profile(anna, peerId);
  await anna.engine.window.call('info.refresh', { peerId });
  const shown = await open.until((one) => one.problem !== undefined);
  expect(shown.problem).toBe('This chat is private, or you are not a member of it any more.');
});
