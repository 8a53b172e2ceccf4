import type { tl } from '#tl';
import type { CallInput } from '#shared/ipc/contract.ts';
import type { MessageId, PeerId, PreviewChoice, ReplyDetails, SendOptions, TextEntity } from '#shared/model/index.ts';
import type { OutboxRow, Store } from '../../store/index.ts';
import { inputReply } from '../text/input-reply.ts';
import { inputEntities } from '../text/input-entities.ts';
import { inputWebPage } from '../text/input-preview.ts';
import { inputCard } from './outgoing-cards.ts';
import type { OutgoingCard } from './outgoing-cards.ts';

/** Frozen parameters of a text on its way out. */
export interface TextParams {
  text: string;
  entities: TextEntity[];
  replyToId?: MessageId;
  /** What is answered besides the id: another chat, a part of the text. */
  reply?: ReplyDetails;
  /** The message on top of the thread that it is written in: answered when nothing else is. */
  threadId?: MessageId;
  /** The server is to clear its draft of this chat. */
  clearDraft?: boolean;
  how?: SendOptions;
  /** How the preview of its link is wanted. */
  preview?: PreviewChoice;
}

/** Frozen parameters of a message that is being forwarded; those with the same `batch` go in one call. */
export interface ForwardParams {
  fromPeerId: PeerId;
  messageId: MessageId;
  batch: string;
  dropAuthor?: boolean;
  dropCaptions?: boolean;
  how?: SendOptions;
}

export type OutgoingFile = CallInput<'messages.sendFiles'>['files'][number];

/** A file that the server has and that a message can show (core.telegram.org/method/messages.uploadMedia); 64-bit numbers as digits. */
export interface UploadedMedia {
  kind: 'photo' | 'document';
  id: string;
  accessHash: string;
  /** Base64. */
  reference: string;
}

/** Frozen parameters of a file on its way out, its caption with it; those with the same `batch` are one album. */
export interface MediaParams extends TextParams {
  file: OutgoingFile;
  batch?: string;
  /** What the server made of the file; absent until it is there. */
  uploaded?: UploadedMedia;
}

/** Frozen parameters of something that is sent without a file. */
export interface CardParams extends TextParams {
  card: OutgoingCard;
}

export const TEXT = 'text';
export const FORWARD = 'forward';
export const MEDIA = 'media';
export const CARD = 'card';

export type SendCall = tl.messages.sendMessage | tl.messages.forwardMessages | tl.messages.sendMedia | tl.messages.sendMultiMedia;

/** The parameters of a row that sends a file. */
export const mediaParams = (row: OutboxRow): MediaParams | undefined =>
  row.kind === MEDIA ? (row.params as MediaParams) : undefined;

/** The file of this row is not on the server yet. */
export const needsUpload = (row: OutboxRow): boolean => row.kind === MEDIA && (row.params as MediaParams).uploaded === undefined;

/** The call that sends these rows; undefined when a chat that it names can no longer be named to the server. */
export function callFor(rows: readonly OutboxRow[], peers: Store['peers']): SendCall | undefined {
  const [row] = rows;
  const peer = row === undefined ? undefined : peers.inputPeer(row.peerId);
  if (row === undefined || peer === undefined) return undefined;
  if (row.kind === FORWARD) return forwardCall(rows, peer, peers);
  if (row.kind === CARD) return cardCall(row, peer, peers);
  return row.kind === MEDIA ? mediaCall(rows, peer, peers) : textCall(row, peer, peers);
}

function textCall(row: OutboxRow, peer: tl.InputPeer, peers: Store['peers']): tl.messages.sendMessage | tl.messages.sendMedia {
  const params = row.params as TextParams;
  const { preview } = params;
  const media = inputWebPage(preview);
  const common = {
    peer, ...content(params, peers), randomId: row.randomId, ...options(params, peers), ...(preview?.above === true ? { invertMedia: true } : {}),
  };
  if (media !== undefined) return { _: 'messages.sendMedia', ...common, media };
  return { _: 'messages.sendMessage', ...common, ...(preview?.off === true ? { noWebpage: true } : {}) };
}

function cardCall(row: OutboxRow, peer: tl.InputPeer, peers: Store['peers']): tl.messages.sendMedia {
  const params = row.params as CardParams;
  return { _: 'messages.sendMedia', peer, media: inputCard(params.card), ...content(params, peers), randomId: row.randomId, ...options(params, peers) };
}

function mediaCall(
  rows: readonly OutboxRow[], peer: tl.InputPeer, peers: Store['peers'],
): tl.messages.sendMedia | tl.messages.sendMultiMedia | undefined {
  const items = rows.flatMap((row): tl.inputSingleMedia[] => {
    const params = row.params as MediaParams;
    if (params.uploaded === undefined) return [];
    const media = inputMedia(params.uploaded, params.file.spoiler === true);
    return [{ _: 'inputSingleMedia', media, randomId: row.randomId, ...content(params, peers) }];
  });
  const [first] = items;
  if (first === undefined || items.length < rows.length) return undefined;
  const common = { peer, ...options(rows[0]?.params as MediaParams, peers) };
  if (items.length > 1) return { _: 'messages.sendMultiMedia', ...common, multiMedia: items };
  return { ...first, _: 'messages.sendMedia', ...common };
}

function inputMedia({ kind, id, accessHash, reference }: UploadedMedia, spoiler: boolean): tl.InputMedia {
  const file = { id: BigInt(id), accessHash: BigInt(accessHash), fileReference: new Uint8Array(Buffer.from(reference, 'base64')) };
  const hidden = spoiler ? { spoiler } : {};
  return kind === 'photo'
    ? { _: 'inputMediaPhoto', id: { _: 'inputPhoto', ...file }, ...hidden }
    : { _: 'inputMediaDocument', id: { _: 'inputDocument', ...file }, ...hidden };
}

function content(params: TextParams, peers: Store['peers']): { message: string; entities?: tl.MessageEntity[] } {
  const entities = inputEntities(params.entities, (id) => peers.inputUser(id));
  return { message: params.text, ...(entities.length === 0 ? {} : { entities }) };
}

/** How it is sent, as all these calls take it. */
function sending({ silent, scheduleDate, effect }: SendOptions = {}): Pick<tl.messages.sendMessage, 'silent' | 'scheduleDate' | 'effect'> {
  return {
    ...(silent === true ? { silent } : {}),
    ...(scheduleDate === undefined ? {} : { scheduleDate }),
    ...(effect === undefined ? {} : { effect: BigInt(effect) }),
  };
}

type CommonOptions = 'clearDraft' | 'replyTo' | 'silent' | 'scheduleDate' | 'effect';

function options(params: TextParams, peers: Store['peers']): Pick<tl.messages.sendMessage, CommonOptions> {
  return {
    ...sending(params.how),
    ...(params.clearDraft === true ? { clearDraft: true } : {}),
    ...replyTo(params, peers),
  };
}

/** What is answered (spec 30 §6): in a thread its top, when it is nothing else. */
function replyTo({ replyToId, threadId, reply }: TextParams, peers: Store['peers']): { replyTo?: tl.inputReplyToMessage } {
  const replyToMsgId = replyToId ?? threadId;
  return replyToMsgId === undefined ? {} : { replyTo: inputReply({ replyToMsgId, threadId, reply }, peers) };
}

function forwardCall(
  rows: readonly OutboxRow[], toPeer: tl.InputPeer, peers: Store['peers'],
): tl.messages.forwardMessages | undefined {
  const params = rows.map((row) => row.params as ForwardParams);
  const [first] = params;
  const fromPeer = first === undefined ? undefined : peers.inputPeer(first.fromPeerId);
  if (first === undefined || fromPeer === undefined) return undefined;
  return {
    _: 'messages.forwardMessages',
    fromPeer,
    id: params.map((item) => item.messageId),
    randomId: rows.map((row) => row.randomId),
    toPeer,
    ...(first.dropAuthor === true ? { dropAuthor: true } : {}),
    ...(first.dropCaptions === true ? { dropMediaCaptions: true } : {}),
    ...sending(first.how),
  };
}
