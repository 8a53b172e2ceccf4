import { expect, it } from 'vitest';
import type { ChatFolder, FolderId, PeerId } from '#shared/model/index.ts';
import { withChat, withPin } from '../../../../src-main/features/folders/edits.ts';
import { mergeFolder } from '../../../../src-main/features/folders/merge.ts';

const [a, b, c, d] = [1, 2, 3, 4] as PeerId[] as [PeerId, PeerId, PeerId, PeerId];
const base: ChatFolder = {
  id: 5 as FolderId,
  title: { text: 'Old', entities: [] },
  flags: ['groups', 'excludeRead'],
  pinned: [a],
  included: [b],
  excluded: [c],
};
const named = (text: string) => ({ text, entities: [] });

it('keeps what was changed here and takes what was changed elsewhere', () => {
  const server: ChatFolder = { ...base, title: named('Theirs'), color: 3, included: [b, d], flags: ['groups'] };
  const mine: ChatFolder = { ...base, emoticon: '✅', included: [], flags: [...base.flags, 'bots'] };
  expect(mergeFolder(base, server, mine)).toEqual({
    id: 5,
    title: named('Theirs'),
    emoticon: '✅',
    color: 3,
    flags: ['groups', 'bots'],
    pinned: [a],
    included: [d],
    excluded: [c],
  });
});

it('holds its own where both sides changed the same', () => {
  expect(mergeFolder(base, { ...base, title: named('Theirs') }, { ...base, title: named('Mine') }).title.text).toBe('Mine');
});

it('names no chat twice', () => {
  const merged = mergeFolder(base, { ...base, pinned: [a, d] }, { ...base, included: [b, d], excluded: [] });
  expect(merged).toMatchObject({ pinned: [a, d], included: [b], excluded: [] });
});

it('keeps an order of pins that was made here', () => {
  const before = { ...base, pinned: [a, b], included: [] };
  expect(mergeFolder(before, { ...before, title: named('New') }, { ...before, pinned: [b, a] }).pinned).toEqual([b, a]);
});

it('pins within a folder, and unpinned chats stay in it', () => {
  const pinned = withPin(base, c, true);
  expect(pinned).toMatchObject({ pinned: [c, a], included: [b], excluded: [] });
  expect(withPin(pinned, c, false)).toMatchObject({ pinned: [a], included: [b, c] });
  expect(withPin(base, d, false)).toBe(base);
});

it('takes chats in and out, by exception where their kind would bring them back', () => {
  expect(withChat(base, c, true, true)).toMatchObject({ included: [b, c], excluded: [] });
  expect(withChat(base, b, false, true)).toMatchObject({ included: [], excluded: [c, b] });
  expect(withChat(base, a, false, false)).toMatchObject({ pinned: [], excluded: [c] });
  expect(withChat({ ...base, shared: true }, b, false, true).excluded).toEqual([c]);
});
