import type { Media, Message, PeerId } from '#shared/model/index.ts';
import type { FileRecord } from '../files.ts';
import type { WebFileRecord } from '../web-files.ts';

/** What a message shows beside its text, with the files that it needs. */
export interface MappedMedia {
  media?: Media;
  files: FileRecord[];
  webFiles?: WebFileRecord[];
  webPageId?: bigint;
  /** How a preview that is still being made is wanted. */
  awaited?: NonNullable<Message['awaitedPreview']>;
  poll?: MappedPoll;
}

/** Which poll a message shows. `min`: its results do not say what depends on who looks. */
export interface MappedPoll {
  id: bigint;
  min: boolean;
}

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
  poll?: MappedPoll;
  /** Seconds after which the message deletes itself; 0 for never. */
  ttlPeriod: number;
  files: FileRecord[];
  webFiles?: WebFileRecord[];
  /** Peers that the message shows: senders, origins, mentions. */
  peerIds: PeerId[];
}
