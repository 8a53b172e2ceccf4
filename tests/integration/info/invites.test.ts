import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { channelPeerId, groupPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { comeByLink, invitesOf } from '../../dc/world/invites.ts';
import type { WorldChannel } from '../../dc/world/index.ts';
import { Town } from '../support/chats.ts';
import type { Somebody } from '../support/chats.ts';

let town: Town;
let anna: Somebody;
let boris: Somebody;
let clara: Somebody;
let club: WorldChannel;
let clubId: PeerId;
const forever = { title: '', expires: 0, limit: 0, needsApproval: false };

beforeAll(async () => {
  town = await Town.found();
  [anna, boris, clara] = [await town.move('Anna'), await town.move('Boris'), await town.move('Clara')];
  club = town.world.createSupergroup({ title: 'Rowing club', creatorId: anna.user.id });
  clubId = channelPeerId(club.id);
  await anna.dialogs().untilRow(clubId, () => true);
});
afterEach(() => expect(town.dc.violations()).toEqual([]));
afterAll(() => town.close());

const list = async (revoked = false) => (await anna.engine.window.call('info.invites', { peerId: clubId, revoked })).links;
const join = (who: Somebody, link: string) => comeByLink(town.world, who.user.id, link);

it('makes links with a name, a date and a limit, changes them, and tells who came by them', async () => {
  const expires = town.world.state.now() + 3600;
  const made = await anna.engine.window.call('info.makeInvite', { peerId: clubId, title: 'For the team', expires, limit: 1, needsApproval: false });
  expect(made).toMatchObject({ title: 'For the team', expires, limit: 1, joined: 0, isPrimary: false, isRevoked: false });
  expect((await list()).map((one) => [one.isPrimary, one.title])).toEqual([[true, undefined], [false, 'For the team']]);
  join(boris, made.link);
  expect(() => join(clara, made.link)).toThrow('INVITE_HASH_EXPIRED');
  expect((await list())[1]).toMatchObject({ joined: 1 });
  const changed = await anna.engine.window.call('info.editInvite', { peerId: clubId, link: made.link, ...forever });
  expect([changed.title, changed.expires, changed.limit]).toEqual([undefined, undefined, undefined]);
  const refusal = await anna.engine.window.refusal('info.makeInvite', { peerId: clubId, ...forever, expires: 1 });
  expect(refusal.message).toBe('Choose a date in the future.');
});

it('revokes links and deletes them; the primary one is replaced at once', async () => {
  const open = anna.engine.window.listen('info.profile', { peerId: clubId });
  const before = (await open.until((event) => event.full?.inviteLink !== undefined)).full?.inviteLink as string;
  const { link } = await anna.engine.window.call('info.makeInvite', { peerId: clubId, ...forever, title: 'Leaflet' });
  await anna.engine.window.call('info.revokeInvite', { peerId: clubId, link });
  expect((await list()).some((one) => one.link === link)).toBe(false);
  expect((await list(true)).map((one) => one.title)).toEqual(['Leaflet']);
  await anna.engine.window.call('info.revokeInvite', { peerId: clubId, link: before });
  const { full } = await open.until((event) => event.full?.inviteLink !== before);
  expect((await list())[0]).toMatchObject({ isPrimary: true, link: full?.inviteLink });
  expect((await list(true)).map((one) => one.link)).toEqual([before, link]);
  await anna.engine.window.call('info.deleteInvite', { peerId: clubId, link });
  await anna.engine.window.call('info.deleteInvite', { peerId: clubId, link: before });
  expect(await list(true)).toEqual([]);
  const other = await anna.engine.window.call('info.makeInvite', { peerId: clubId, ...forever });
  await anna.engine.window.call('info.revokeInvite', { peerId: clubId, link: other.link });
  await anna.engine.window.call('info.deleteRevokedInvites', { peerId: clubId });
  expect(invitesOf(club).filter((one) => one.revoked)).toEqual([]);
});

it('counts those who ask to be let in as they come, and lets them in or not', async () => {
  const { link } = await anna.engine.window.call('info.makeInvite', { peerId: clubId, ...forever, needsApproval: true });
  const open = anna.engine.window.listen('info.profile', { peerId: clubId });
  await open.until((event) => event.full !== undefined && event.full.requests === undefined);
  expect(() => join(clara, link)).toThrow('INVITE_REQUEST_SENT');
  await open.until((event) => event.full?.requests?.count === 1 && event.full.requests.recent[0] === clara.id);
  expect((await list()).find((one) => one.link === link)).toMatchObject({ needsApproval: true, waiting: 1 });
  const { requests, total } = await anna.engine.window.call('info.joinRequests', { peerId: clubId });
  expect([requests.map((one) => one.peerId), total]).toEqual([[clara.id], 1]);
  const chat = anna.history(clubId);
  await anna.engine.window.call('info.answerRequest', { peerId: clubId, userId: clara.id, approve: true });
  await open.until((event) => event.full !== undefined && event.full.requests === undefined);
  await chat.until((all) => all.some((one) => one.service?.text.includes('Clara')));
  expect(club.members.get(clara.user.id)?.role).toBe('member');
  // Somebody else was quicker: that is no error.
  await anna.engine.window.call('info.answerRequest', { peerId: clubId, userId: clara.id, approve: true });
  const dora = town.neighbour('Dora');
  club.requests = [{ userId: dora.id, date: town.world.state.now() }];
  await anna.engine.window.call('info.answerRequest', { peerId: clubId, approve: false });
  expect([club.requests, club.members.has(dora.id)]).toEqual([[], false]);
});

it('knows the links of a small group, too', async () => {
  const group = town.world.createGroup({ title: 'Cooks', creatorId: anna.user.id, memberIds: [boris.user.id] });
  const peerId = groupPeerId(group.id);
  await anna.dialogs().untilRow(peerId, () => true);
  const made = await anna.engine.window.call('info.makeInvite', { peerId, ...forever, title: 'Door' });
  join(clara, made.link);
  expect([...group.members.keys()]).toContain(clara.user.id);
  const refusal = await boris.engine.window.refusal('info.invites', { peerId, revoked: false });
  expect(refusal.code).toBe('FORBIDDEN');
});
