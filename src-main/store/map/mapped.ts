import type { Message, PeerId } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';

/** A message of the wire as the store takes it: the model beside what only the engine needs. */
export interface MappedMessage {
  message: Message;
  service: boolean;
  /** Unix seconds of the last edit, shown or hidden; 0 when there was none. Tells which of two copies is newer. */
  editDate: number;
  /** Sent by the server from the queue of scheduled messages: counts as unread although it is ours. */
  fromScheduled: boolean;
  /** A mention (or reply) that this account has not seen yet. */
  unreadMention: boolean;
  /** Text or media of ours that `messages.editMessage` accepts while it is young enough. */
  editable: boolean;
  webPageId?: bigint;
  /** Seconds after which the message deletes itself; 0 for never. */
  ttlPeriod: number;
  files: FileRecord[];
  /** Peers that the message shows: senders, origins, mentions. */
  peerIds: PeerId[];
}
