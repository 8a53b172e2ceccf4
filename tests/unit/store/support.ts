import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../../src-main/store/index.ts';
import type { MappedMessage, Store } from '../../../src-main/store/index.ts';
import { channelPeerId, messageId, userPeerId } from '#shared/model/index.ts';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import type { tl } from '#tl';

export const KEY = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 3);
export const SELF = userPeerId(1);
export const ANNA = userPeerId(2);
export const CHANNEL = channelPeerId(50);

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryStore(path = join(temporaryFolder(), 'account.db')): Store {
  const store = openStore({ path, key: KEY });
  onTestFinished(() => store.close());
  return store;
}

export function user(id: number, fields: Partial<tl.user> = {}): tl.user {
  return { _: 'user', id, accessHash: BigInt(id) * 1_000_000_007n + (1n << 60n), firstName: `User${id}`, ...fields };
}

export function channel(id: number, fields: Partial<tl.channel> = {}): tl.channel {
  return {
    _: 'channel',
    id,
    accessHash: BigInt(id) + (1n << 61n),
    title: `Channel${id}`,
    photo: { _: 'chatPhotoEmpty' },
    date: 100,
    megagroup: true,
    ...fields,
  };
}

export function group(id: number, fields: Partial<tl.chat> = {}): tl.chat {
  return { _: 'chat', id, title: `Group${id}`, photo: { _: 'chatPhotoEmpty' }, participantsCount: 3, date: 100, version: 1, ...fields };
}

/** A plain message of the model, as the mapping would make it. */
export function mapped(peerId: PeerId, id: number, fields: Partial<MappedMessage['message']> = {}, extras: Partial<MappedMessage> = {}): MappedMessage {
  return {
    message: { id: messageId(id), peerId, date: 1000 + id, out: false, fromId: peerId, text: `message ${id}`, entities: [], ...fields },
    service: false,
    editDate: fields.editDate ?? 0,
    fromScheduled: false,
    unreadMention: false,
    editable: fields.out === true,
    ttlPeriod: 0,
    files: [],
    peerIds: [],
    ...extras,
  };
}

export const id = (value: number): MessageId => messageId(value);
