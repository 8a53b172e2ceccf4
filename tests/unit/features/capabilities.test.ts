import { describe, expect, it } from 'vitest';
import type { Message, MessageId, Peer, PeerId, PeerKind } from '#shared/model/index.ts';
import { defaultLimits } from '../../../src-main/features/configuration/index.ts';
import { capabilitiesOf } from '../../../src-main/features/messages/capabilities.ts';
import type { CapabilityCase } from '../../../src-main/features/messages/capabilities.ts';

const now = 1_700_000_000;
const message = (patch: Partial<Message> = {}): Message => ({
  id: 10 as MessageId, peerId: 5 as PeerId, date: now - 60, out: true, text: 'hi', entities: [], ...patch,
});
const peer = (kind: PeerKind, patch: Partial<Peer> = {}): Peer => ({
  id: 5 as PeerId, kind, title: 'X', usernames: [], color: 0,
  rights: { send: true, sendMedia: true, pin: true, deleteOthers: kind === 'user' }, ...patch,
});
const what = (subject: Partial<CapabilityCase>): string[] =>
  Object.entries(capabilitiesOf({ message: message(), peer: peer('user'), limits: defaultLimits, now, ...subject }))
    .filter(([, allowed]) => allowed === true)
    .map(([name]) => name);

describe('what may be done with a message', () => {
  it('own text: everything', () => {
    expect(what({})).toEqual(['reply', 'edit', 'copy', 'forward', 'pin', 'react', 'translate', 'deleteForSelf', 'deleteForEveryone']);
  });

  it('text of the other side: no editing, and deleting for both only where the server allows it', () => {
    const message_ = message({ out: false });
    expect(what({ message: message_ })).toEqual(['reply', 'copy', 'forward', 'pin', 'report', 'react', 'translate', 'deleteForSelf']);
    expect(what({ message: message_, limits: { ...defaultLimits, revokePmInbox: true } })).toContain('deleteForEveryone');
  });

  it('own text after 48 hours: no editing, except in Saved Messages', () => {
    const old = message({ date: now - 172_800 });
    expect(what({ message: old })).not.toContain('edit');
    expect(what({ message: old, peer: peer('user', { isSelf: true }) })).toEqual(
      ['reply', 'edit', 'copy', 'forward', 'pin', 'react', 'translate', 'deleteForSelf'],
    );
  });

  it('a forwarded message is not edited, a sticker neither', () => {
    expect(what({ message: message({ forward: { date: 1, fromName: 'A' } }) })).not.toContain('edit');
    const document = { id: '1', kind: 'sticker' as const, fileName: '', mimeType: '', byteSize: 1, url: '' };
    expect(what({ message: message({ text: '', media: { kind: 'document', document } }) })).toEqual(
      ['reply', 'forward', 'pin', 'react', 'save', 'deleteForSelf', 'deleteForEveryone'],
    );
  });

  it('photos and files may be saved, unless they are protected or not sent yet', () => {
    const photo = { text: '', media: { kind: 'photo' as const, photo: { id: '1', sizes: [] } } };
    expect(what({ message: message(photo) })).toContain('save');
    expect(what({ message: message({ ...photo, noForwards: true }) })).not.toContain('save');
    expect(what({ message: message(photo), peer: peer('user', { noForwards: true }) })).not.toContain('save');
    expect(what({ message: message({ ...photo, id: -3 as MessageId, sending: { state: 'pending' } }) })).not.toContain('save');
  });

  it('a protected channel post: nothing leaves the chat', () => {
    expect(
      what(
        {
          message: message({ out: false, isPost: true }),
          peer: peer('channel', { noForwards: true, rights: { send: false, sendMedia: false, pin: false, deleteOthers: false } }),
        },
      ),
    ).toEqual(['link', 'report', 'react', 'translate']);
  });

  it('posts of channels have no age, and are deleted for all', () => {
    expect(what({ message: message({ date: 1, isPost: true }), peer: peer('channel') })).toEqual(
      ['reply', 'edit', 'copy', 'forward', 'pin', 'link', 'react', 'translate', 'deleteForEveryone'],
    );
  });

  it('in a basic group only admins delete the messages of others for everyone', () => {
    const theirs = message({ out: false });
    expect(what({ message: theirs, peer: peer('group') })).not.toContain('deleteForEveryone');
    const admin = peer('group', { rights: { send: true, sendMedia: true, pin: true, deleteOthers: true } });
    expect(what({ message: theirs, peer: admin })).toContain('deleteForEveryone');
  });

  it('a message that is not sent yet may be taken back; a failed one may be tried again', () => {
    const pending = message({ id: -3 as MessageId, sending: { state: 'pending' } });
    expect(what({ message: pending })).toEqual(['copy', 'deleteForSelf']);
    const failed = message({ id: -3 as MessageId, sending: { state: 'failed', reason: 'No.', canRetry: true } });
    expect(what({ message: failed })).toEqual(['copy', 'deleteForSelf', 'retry']);
  });

  it('a note about the chat is neither copied nor forwarded', () => {
    expect(what({ message: message({ text: '', service: { text: 'joined', mentions: [] } }) })).toEqual(
      ['reply', 'deleteForSelf', 'deleteForEveryone'],
    );
  });
});

describe('who has read a message', () => {
  const readers = (subject: Partial<CapabilityCase>) =>
    capabilitiesOf({ message: message(), peer: peer('user'), limits: defaultLimits, now, ...subject }).readers;

  it('can be asked of own messages: for a week, and in groups of up to a hundred', () => {
    expect(readers({})).toBe('date');
    expect(readers({ peer: peer('group', { memberCount: 100 }) })).toBe('members');
    expect(readers({ peer: peer('supergroup', { memberCount: 100 }) })).toBe('members');
    expect(readers({ peer: peer('supergroup', { memberCount: 101 }) })).toBeUndefined();
    expect(readers({ peer: peer('supergroup') })).toBeUndefined();
    const old = message({ date: now - 604_800 });
    expect(readers({ message: old })).toBeUndefined();
    expect(readers({ message: old, peer: peer('group', { memberCount: 3 }) })).toBeUndefined();
    expect(readers({ message: old, limits: { ...defaultLimits, readDatePeriod: 700_000 } })).toBe('date');
  });

  it('cannot be asked of others, of notes to oneself, of bots, posts and what is not sent', () => {
    expect(readers({ message: message({ out: false }) })).toBeUndefined();
    expect(readers({ message: message({ id: -1 as MessageId }) })).toBeUndefined();
    expect(readers({ message: message({ service: { text: '', mentions: [] } }) })).toBeUndefined();
    for (const other of [peer('user', { isSelf: true }), peer('user', { isSupport: true }), peer('bot'), peer('channel'), peer('group', { memberCount: 3, isLeft: true })]) {
      expect(readers({ peer: other })).toBeUndefined();
    }
  });
});
