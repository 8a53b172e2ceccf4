import { HIDDEN_AUTHOR, type Peer, type PeerId } from '#shared/model/index.ts';
import type { SavedRow } from '#shared/ipc/saved.ts';
import { formatRowTime } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { coverSpoilers, messageLine } from '../dialogs/row-text.ts';

/** What a source of Saved Messages is called: a chat, one's own notes, or all who hide who they are. */
export function sourceTitle(peerId: PeerId, peer: Peer | undefined): string {
  if (peerId === HIDDEN_AUTHOR) return t.saved.hiddenAuthor;
  return peer === undefined ? t.saved.unknownSource : peer.isSelf ? t.saved.myNotes : peer.title;
}

/** All that a row says, as one sentence, for screen readers. `now` in unix ms. */
export function sourceName(row: SavedRow, peer: Peer | undefined, now: number): string {
  const message = row.topMessage && coverSpoilers(row.topMessage);
  const line = message && messageLine(message);
  return [
    sourceTitle(row.peerId, peer),
    row.pinned && t.dialogs.a11y.pinned,
    line?.label,
    line?.text,
    message && formatRowTime(message.date, now),
  ]
    .filter(Boolean)
    .join(', ');
}
