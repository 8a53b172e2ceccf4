import { describe, expect, it } from 'vitest';
import { folderTest } from '#shared/folders/index.ts';
import type { FolderChat } from '#shared/folders/index.ts';
import type { FolderRules, PeerId } from '#shared/model/index.ts';

const chat = (change: Partial<FolderChat> = {}): FolderChat => ({
  peerId: 7 as PeerId,
  kind: 'user',
  isContact: true,
  muted: false,
  unread: false,
  mentioned: false,
  archived: false,
  ...change,
});
const rules = (change: Partial<FolderRules> = {}): FolderRules => ({ flags: [], pinned: [], included: [], excluded: [], ...change });
const isIn = (of: Partial<FolderRules>, one: Partial<FolderChat> = {}): boolean => folderTest(rules(of))(chat(one));
const id = [7 as PeerId];

describe('a chat is in a folder', () => {
  it('by its kind', () => {
    const kinds: [Partial<FolderChat>, FolderRules['flags'][number]][] = [
      [{}, 'contacts'],
      [{ isContact: false }, 'nonContacts'],
      [{ kind: 'bot', isContact: false }, 'bots'],
      [{ kind: 'group' }, 'groups'],
      [{ kind: 'supergroup' }, 'groups'],
      [{ kind: 'channel' }, 'channels'],
    ];
    for (const [one, flag] of kinds) {
      expect(isIn({ flags: [flag] }, one), flag).toBe(true);
      for (const [, other] of kinds) if (other !== flag) expect(isIn({ flags: [other] }, one), `${flag} in ${other}`).toBe(false);
    }
  });

  it('when it is named, whatever else holds', () => {
    const against = { flags: ['excludeMuted', 'excludeRead', 'excludeArchived'] as const, excluded: id };
    expect(isIn({ ...against, flags: [...against.flags], included: id }, { muted: true, archived: true })).toBe(true);
    expect(isIn({ ...against, flags: [...against.flags], pinned: id }, { muted: true, archived: true })).toBe(true);
  });

  it('not when it is excepted', () => expect(isIn({ flags: ['contacts'], excluded: id })).toBe(false));

  it('not when muted, read or archived chats are left out, unless somebody mentions one', () => {
    expect(isIn({ flags: ['contacts', 'excludeMuted'] }, { muted: true })).toBe(false);
    expect(isIn({ flags: ['contacts', 'excludeRead'] })).toBe(false);
    expect(isIn({ flags: ['contacts', 'excludeRead'] }, { unread: true })).toBe(true);
    expect(isIn({ flags: ['contacts', 'excludeMuted', 'excludeRead'] }, { muted: true, mentioned: true })).toBe(true);
    expect(isIn({ flags: ['contacts', 'excludeArchived'] }, { archived: true, mentioned: true })).toBe(false);
    expect(isIn({ flags: ['contacts'] }, { archived: true })).toBe(true);
  });
});
