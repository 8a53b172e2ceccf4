import { describe, expect, it } from 'vitest';
import type { MessageCapabilities } from '#shared/ipc/messages.ts';
import { messageId, userPeerId } from '#shared/model/index.ts';
import type { Message } from '#shared/model/index.ts';
import { menuActions, type MenuCase } from '../../../src-renderer/features/messages/message-menu.tsx';

const message = (patch: Partial<Message> = {}): Message => ({
  id: messageId(5), peerId: userPeerId(7), date: 1_700_000_000, out: true, text: 'Hello', entities: [], ...patch,
});
const all: MessageCapabilities = {
  reply: true, edit: true, copy: true, forward: true, pin: true, link: true, report: true, react: true, translate: true, save: true,
  deleteForSelf: true, deleteForEveryone: true, retry: false,
};
const none = Object.fromEntries(Object.keys(all).map((name) => [name, false])) as unknown as MessageCapabilities;
const actions = (patch: Partial<MenuCase>) =>
  menuActions({ message: message(), can: none, selected: undefined, link: undefined, isTranslated: false, isSelecting: false, hasThread: false, readers: undefined, ...patch });

describe('the menu of a message', () => {
  it('own text: everything that its rights say, in the order of the page', () => {
    expect(actions({ can: { ...all, link: false, report: false, save: false } })).toEqual([
      'reply', 'replyElsewhere', 'edit', 'pin', 'copy', 'translate', 'forward', 'notes', 'delete', 'select',
    ]);
  });

  it('a protected post of a channel: it is seen and reported, nothing is taken along', () => {
    const post = message({ out: false, isPost: true });
    expect(actions({ message: post, can: { ...none, link: true, report: true, translate: true } })).toEqual(['translate', 'link', 'report', 'select']);
  });

  it('a failed message is sent again or given up; it is neither selected nor answered', () => {
    const failed = message({ id: messageId(-3), sending: { state: 'failed', reason: 'No.', canRetry: true } });
    expect(actions({ message: failed, can: { ...none, copy: true, retry: true, deleteForSelf: true } })).toEqual(['retry', 'copy', 'delete']);
  });

  it('a pinned message is unpinned; a formatted one is copied with its formatting', () => {
    const pinned = message({ pinned: true, entities: [{ type: 'bold', offset: 0, length: 2 }] });
    expect(actions({ message: pinned, can: { ...none, pin: true, copy: true } })).toEqual(['unpin', 'copy', 'copyFormatted', 'select']);
  });

  it('selected text is quoted and copied instead of the whole', () => {
    const selected = { text: 'ell', offset: 1, entities: [] };
    expect(actions({ selected, can: { ...none, reply: true, copy: true } })).toEqual(['reply', 'quote', 'copySelected', 'select']);
  });

  it('on a link its address is copied; of a translation the original is shown', () => {
    const link = { kind: 'url', text: 'here', url: 'https://a.b' };
    expect(actions({ link, isTranslated: true, can: { ...none, copy: true, translate: true } })).toEqual(['copyLinked', 'copy', 'original', 'select']);
  });

  it('while others are selected, it selects up to here or clears', () => {
    expect(actions({ isSelecting: true })).toEqual(['selectUpTo', 'clearSelection']);
  });

  it('who has read it and who reacted stand above', () => {
    const reacted = message({ reactions: { counts: [{ reaction: { kind: 'emoji', emoji: '👍' }, count: 2 }], recent: [], canSeeList: true } });
    expect(actions({ message: reacted, readers: { label: 'Read by 2' } }).slice(0, 2)).toEqual(['readers', 'reactions']);
  });
});
