import type { TelegramClient } from '@mtcute/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelPeerId, groupPeerId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { Chance } from '../model/chance.ts';
import { startLocalDc } from '../dc/index.ts';
import type { LocalDc } from '../dc/index.ts';
import type { World } from '../dc/world/index.ts';
import { ShownChats, chatsOfServer } from '../integration/support/agreement.ts';
import { TestEngine, temporaryProfile } from '../integration/support/engine.ts';
import { mtcuteClient } from './support/mtcute.ts';

/** Anna has the app, and mtcute as a second device; Boris is moved by the world. */
const phone = '9996610001';
const profile = temporaryProfile();
let dc: LocalDc<World>;
let app: TestEngine;
let other: TelegramClient;
let chats: PeerId[];
const ids = { anna: 0, boris: 0 };

beforeAll(async () => {
  dc = await startLocalDc();
  const { world } = dc;
  ids.anna = world.createUser({ firstName: 'Anna', phone }).id;
  ids.boris = world.createUser({ firstName: 'Boris', username: 'boris_bee' }).id;
  world.sendMessage({ from: ids.boris, to: ids.anna, text: 'hi' });
  const group = world.createGroup({ title: 'Group', creatorId: ids.boris, memberIds: [ids.anna] });
  const club = world.createSupergroup({ title: 'Club', creatorId: ids.boris, memberIds: [ids.anna] });
  chats = [ids.boris as PeerId, groupPeerId(group.id), channelPeerId(club.id)];
  other = await mtcuteClient(dc);
  await other.start({ phone: `+${phone}`, code: '11111', codeSentCallback: () => undefined });
  // Whom one addresses by id has to be known.
  for await (const dialog of other.iterDialogs()) expect(dialog.peer.displayName).not.toBe('');
  app = TestEngine.open(profile.dir, dc);
  await app.signIn(phone);
});

afterAll(async () => {
  await app.close();
  await other.destroy();
  await dc.close();
  profile.remove();
});

/** Something that Anna does with mtcute. */
async function elsewhere(shown: ShownChats, chat: PeerId, chance: Chance, number: number): Promise<unknown> {
  const own = shown.ids(chat, true);
  const target = own[chance.below(Math.max(1, own.length))];
  const peer = await other.resolvePeer(chat);
  switch (chance.below(8)) {
    case 0:
    case 1:
      return other.sendText(chat, `elsewhere ${number}`);
    case 2:
      return target === undefined ? undefined : other.editMessage({ chatId: chat, message: target, text: `edited ${number}` });
    case 3:
      return target === undefined ? undefined : other.deleteMessagesById(chat, [target], { revoke: true });
    case 4:
      return other.readHistory(chat);
    case 5:
      return other.call({ _: 'messages.toggleDialogPin', pinned: chance.hits(0.6), peer: { _: 'inputDialogPeer', peer } });
    case 6:
      return other.call({ _: 'folders.editPeerFolders', folderPeers: [{ _: 'inputFolderPeer', peer, folderId: chance.below(2) }] });
    default:
      return other.call({ _: 'messages.saveDraft', peer, message: chance.hits(0.3) ? '' : `draft ${number}` });
  }
}

/** Something that she does in the app. */
function here(shown: ShownChats, chat: PeerId, chance: Chance, number: number): Promise<unknown> {
  const { window } = app;
  const newest = shown.ids(chat, false).at(-1) as MessageId | undefined;
  switch (chance.below(5)) {
    case 0:
    case 1:
      return window.call('messages.send', { peerId: chat, text: `here ${number}`, entities: [] });
    case 2:
      return newest === undefined ? Promise.resolve() : window.call('messages.read', { peerId: chat, maxId: newest });
    case 3:
      return window.call('dialogs.setPinned', { peerId: chat, pinned: chance.hits(0.6) });
    default:
      return window.call('dialogs.setMuted', { peerId: chat, muted: chance.hits(0.5) });
  }
}

test('the app and mtcute on one account end with the same chats, message by message', async () => {
  const chance = new Chance(11);
  const shown = new ShownChats(app.window, chats);
  await shown.until((views) => views.every((view) => view.folder === 'main' && view.messages.length > 0));
  const outcomes: Promise<unknown>[] = [];
  for (let number = 0; number < 60; number += 1) {
    const chat = chats[chance.below(chats.length)] as PeerId;
    if (chance.hits(0.25)) dc.world.sendMessage({ from: ids.boris, to: (chat > 0 ? ids.anna : chat) as never, text: `other ${number}` });
    else if (chance.hits(0.5)) outcomes.push(here(shown, chat, chance, number).catch(() => undefined));
    // One after the other: what is refused (an edit of what was just deleted) did not happen.
    else await elsewhere(shown, chat, chance, number).catch(() => undefined);
  }
  await Promise.all(outcomes);
  await app.window.call('app.setActive', { active: false });
  await shown.untilEqual(() => chatsOfServer(dc.world, ids.anna, chats));
  for (const [index, chat] of chats.entries()) {
    const theirs = await other.getHistory(chat, { limit: 100 });
    const texts = theirs.map((message) => `${message.id} ${message.isService ? '' : message.text}`).reverse();
    expect(shown.now[index]?.messages).toEqual(texts);
  }
  // Telegram accepts the odd sequence numbers that mtcute gives to acknowledgements.
  expect(dc.violations().filter(({ rule }) => rule !== 'ack-seqno' && rule !== 'obfuscation-dc')).toEqual([]);
});
