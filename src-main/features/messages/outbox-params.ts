import type { tl } from '#tl';
import type { MessageId, PeerId, TextEntity } from '#shared/model/index.ts';
import type { OutboxRow, Store } from '../../store/index.ts';
import { inputEntities } from '../text/input-entities.ts';

/** Frozen parameters of a text on its way out. */
export interface TextParams {
  text: string;
  entities: TextEntity[];
  replyToId?: MessageId;
  /** The server is to clear its draft of this chat. */
  clearDraft?: boolean;
}

/** Frozen parameters of a message that is being forwarded; those with the same `batch` go in one call. */
export interface ForwardParams {
  fromPeerId: PeerId;
  messageId: MessageId;
  batch: string;
}

export const TEXT = 'text';
export const FORWARD = 'forward';

/** The call that sends these rows; undefined when a chat that it names can no longer be named to the server. */
export function callFor(
  rows: readonly OutboxRow[], peers: Store['peers'],
): tl.messages.sendMessage | tl.messages.forwardMessages | undefined {
  const [row] = rows;
  const peer = row === undefined ? undefined : peers.inputPeer(row.peerId);
  if (row === undefined || peer === undefined) return undefined;
  return row.kind === FORWARD ? forwardCall(rows, peer, peers) : textCall(row, peer, peers);
}

function textCall(row: OutboxRow, peer: tl.InputPeer, peers: Store['peers']): tl.messages.sendMessage {
  const params = row.params as TextParams;
  const entities = inputEntities(params.entities, (id) => peers.inputUser(id));
  return {
    _: 'messages.sendMessage',
    peer,
    message: params.text,
    randomId: row.randomId,
    ...(params.clearDraft === true ? { clearDraft: true } : {}),
    ...(params.replyToId === undefined ? {} : { replyTo: { _: 'inputReplyToMessage', replyToMsgId: params.replyToId } }),
    ...(entities.length === 0 ? {} : { entities }),
  };
}

function forwardCall(
  rows: readonly OutboxRow[], toPeer: tl.InputPeer, peers: Store['peers'],
): tl.messages.forwardMessages | undefined {
  const params = rows.map((row) => row.params as ForwardParams);
  const fromPeer = params[0] === undefined ? undefined : peers.inputPeer(params[0].fromPeerId);
  if (fromPeer === undefined) return undefined;
  return {
    _: 'messages.forwardMessages',
    fromPeer,
    id: params.map((item) => item.messageId),
    randomId: rows.map((row) => row.randomId),
    toPeer,
  };
}
