import type { WritingBar } from '#shared/ipc/chat.ts';
import type { Peer } from '#shared/model/index.ts';
import type { PeerRecord } from '../../store/map/index.ts';

/** Telegram itself, and the chats in which it only tells something. */
const TELLING_ONLY: ReadonlySet<number> = new Set([777_000, 1_271_266_957, 489_000]);

export interface WritingCase {
  peer: Peer;
  record: PeerRecord;
  isBlocked: boolean;
  /** A request to join waits for the admins. */
  isRequested: boolean;
  /** Nothing was ever written in this chat, as far as is known. */
  isEmpty: boolean;
}

/**
 * What stands in place of the field where one cannot write, or has to do something first; undefined where one can
 * (core.telegram.org/api/rights).
 */
export function writingBar({ peer, record, isBlocked, isRequested, isEmpty }: WritingCase): WritingBar | undefined {
  if (record._ === 'user') {
    if (peer.isSelf === true) return undefined;
    if (isBlocked) return { kind: 'unblock' };
    if (TELLING_ONLY.has(record.id)) return { kind: 'mute' };
    if (peer.kind === 'bot' && isEmpty) return { kind: 'start' };
  } else if (record._ === 'channel' && record.left === true && !peer.rights.send && record.bannedRights?.viewMessages !== true) {
    if (isRequested) return { kind: 'requested' };
    return { kind: 'join', ...(record.joinRequest === true ? { asks: true } : {}) };
  } else if (peer.kind === 'channel' && peer.isLeft !== true && !peer.rights.send) return { kind: 'mute' };
  if (peer.rights.send) return undefined;
  const reason = peer.rights.sendBlockedReason ?? 'You cannot write in this chat.';
  const { blockedUntil, sendMedia } = peer.rights;
  return { kind: 'closed', reason, ...(blockedUntil === undefined ? {} : { until: blockedUntil }), ...(sendMedia ? { files: true } : {}) };
}
