import type { tl } from '#tl';
import type { PeerId } from '#shared/model/index.ts';
import { expandShort } from '../store/index.ts';

/** A container in one form (core.telegram.org/type/Updates). */
export interface Container {
  users: tl.User[];
  chats: tl.Chat[];
  updates: tl.Update[];
  /** 0: outside the sequence. */
  seqStart: number;
  seq: number;
  /** Unix seconds; 0 when it says none. */
  date: number;
}

/**
 * Brings any container into one form. `tooLong` says that a difference is needed instead; so does a short answer to sending
 * that was pushed, because it is meant for the one who sent.
 */
export function openContainer(updates: tl.Updates, selfId: PeerId | undefined): Container | 'tooLong' {
  switch (updates._) {
    case 'updates':
      return { ...pick(updates), seqStart: updates.seq, seq: updates.seq };
    case 'updatesCombined':
      return { ...pick(updates), seqStart: updates.seqStart, seq: updates.seq };
    case 'updateShort':
      return { users: [], chats: [], updates: [updates.update], seqStart: 0, seq: 0, date: updates.date };
    case 'updateShortMessage':
    case 'updateShortChatMessage': {
      if (selfId === undefined) return 'tooLong';
      const message = expandShort(updates, selfId);
      const update: tl.Update = { _: 'updateNewMessage', message, pts: updates.pts, ptsCount: updates.ptsCount };
      return { users: [], chats: [], updates: [update], seqStart: 0, seq: 0, date: updates.date };
    }
    default:
      return 'tooLong';
  }
}

function pick(updates: tl.updates | tl.updatesCombined): Pick<Container, 'users' | 'chats' | 'updates' | 'date'> {
  return { users: updates.users, chats: updates.chats, updates: updates.updates, date: updates.date };
}
