import { randomBytes } from 'node:crypto';
import { AppError } from '#shared/model/index.ts';
import type { FormattedText, Message, MessageId, Peer, PeerId, PreviewChoice, ReplyDetails, ReplyHeader, SendOptions } from '#shared/model/index.ts';
import type { NewOutboxRow, OutboxRow } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { DraftPlace } from '../drafts/index.ts';
import { prepareText, previewForPart, splitText } from '../text/index.ts';
import { batchName } from './lane.ts';
import { CARD, FORWARD, MEDIA, TEXT } from './outbox-params.ts';
import type { CardParams, ForwardParams, MediaParams, OutgoingFile, TextParams } from './outbox-params.ts';
import { diceIn, frozenCard, localCard } from './outgoing-cards.ts';
import type { CardWish } from './outgoing-cards.ts';
import { inAlbums, localMedia } from './outgoing-media.ts';
import { fittingOptions } from './send-options.ts';

export interface OutgoingContext extends ChatContext {
  /** Something new is in the outbox of a chat. */
  kick(peerId: PeerId): void;
  /** A call with this row is under way. */
  isInFlight(row: OutboxRow): boolean;
  /**
   * What was written in a chat's composer is sent: ends its draft, inside the present transaction. Returns whether there was
   * one.
   */
  clearDraft(place: DraftPlace): boolean;
  /**
   * Throws `AppError` FLOOD when so many messages cannot be sent to a chat now, because of its slow mode. What is scheduled is not
   * asked about.
   */
  checkPace(peerId: PeerId, count: number): void;
  /** The person has sent something, with this text when they wrote it now: typing is over. */
  messageSent(peerId: PeerId, content?: FormattedText): void;
}

/** What a message answers, the thread that it is written in, and how it is sent. */
export interface Answered {
  replyToId?: MessageId | undefined;
  reply?: ReplyDetails;
  threadId?: MessageId | undefined;
  how?: SendOptions;
  /** How the preview of its link is wanted. */
  preview?: PreviewChoice | undefined;
}

/** What a forward leaves out. */
export type ForwardOptions = Pick<ForwardParams, 'dropAuthor' | 'dropCaptions' | 'how'>;

const notFound = (message: string): AppError => new AppError({ code: 'NOT_FOUND', message });
const forbidden = (message: string): AppError => new AppError({ code: 'FORBIDDEN', message });

/**
 * Puts messages into the outbox, where they are seen at once and from where the sender takes them: written in one transaction
 * with everything that sending them changes here.
 */
export class Outgoing {
  readonly #context: OutgoingContext;

  constructor(context: OutgoingContext) {
    this.#context = context;
  }

  /**
   * Sends a text, in several messages when it is too long for one. Returns the local id of the last one. Throws `AppError`:
   * INVALID_INPUT for an empty text, FORBIDDEN where writing is not allowed, FLOOD in slow mode, NOT_FOUND for unknown chats.
   */
  sendText(peerId: PeerId, source: FormattedText, answered: Answered = {}): MessageId {
    const dice = diceIn(source, this.#context);
    if (dice !== undefined && answered.reply?.quote === undefined && answered.reply?.peerId === undefined) {
      return this.sendCard(peerId, { kind: 'dice', emoji: dice }, answered);
    }
    const { replyToId, reply = {}, threadId, preview, how: wanted = {} } = answered;
    const { store, limits, clock } = this.#context;
    const peer = this.#writable(peerId);
    const parts = splitText(prepareText(source), limits().messageLengthMax);
    if (parts.length === 0) throw new AppError({ code: 'INVALID_INPUT', message: 'An empty message cannot be sent.' });
    refuseUnsentReply(replyToId);
    this.#refuseProtectedReply(peerId, replyToId, reply);
    const how = this.#options(wanted, peer, parts.length);
    const rows = store.transaction(() => {
      const hadDraft = this.#context.clearDraft({ peerId, threadId });
      return parts.map((part, index) => {
        const first = index === 0;
        const wished = previewForPart(preview, parts, index);
        const params: TextParams = {
          ...part,
          ...(first && replyToId !== undefined ? { replyToId, reply } : {}),
          ...(threadId === undefined ? {} : { threadId }),
          ...(first && hadDraft ? { clearDraft: true } : {}),
          how,
          ...(wished === undefined ? {} : { preview: wished }),
        };
        return store.outbox.add({
          randomId: newRandomId(),
          peerId,
          kind: TEXT,
          params,
          createdAt: clock.now(),
          scheduled: how.scheduleDate !== undefined,
          message: {
            ...this.#base(peer, how),
            ...part,
            ...(wished?.above === true ? { invertMedia: true } : {}),
            ...(params.replyToId === undefined ? {} : { replyTo: shownReply(params.replyToId, reply) }),
            ...(threadId === undefined ? {} : { threadId }),
          },
        });
      });
    });
    this.#context.messageSent(peerId, source);
    this.#context.kick(peerId);
    return (rows.at(-1) ?? { localId: 0 as MessageId }).localId;
  }

  /**
   * Sends files that are attached, in albums as far as their kinds go together, with a caption on the first. Returns their local ids.
   * Throws `AppError`: MESSAGE_TOO_LONG for the caption, FORBIDDEN where writing is not allowed, NOT_FOUND for unknown chats and files.
   */
  sendFiles(peerId: PeerId, files: readonly OutgoingFile[], caption: FormattedText, answered: Answered = {}): MessageId[] {
    const { replyToId, reply = {}, threadId, how: wanted = {} } = answered;
    const { store, attachments, clock, limits } = this.#context;
    const peer = this.#writable(peerId, 'files');
    const refused = files.find((file) => peer.rights.noKinds?.includes(file.as) === true);
    if (refused !== undefined) throw forbidden(KIND_REFUSED[refused.as]);
    const text = prepareText(caption);
    const excess = text.text.length - limits().captionLengthMax;
    if (excess > 0) throw new AppError({ code: 'MESSAGE_TOO_LONG', message: `This caption is too long by ${excess} characters.` });
    refuseUnsentReply(replyToId);
    this.#refuseProtectedReply(peerId, replyToId, reply);
    const sizes = new Map(files.map((file) => [file, attachments.sizeOf(file.attachment)]));
    if ([...sizes.values()].includes(undefined)) throw notFound('One of these files is not there any more. Attach it again.');
    const albums = inAlbums(files);
    const how = this.#options(wanted, peer, albums.length);
    const ids = store.transaction(() => {
      const hadDraft = this.#context.clearDraft({ peerId, threadId });
      let first = true;
      return albums.flatMap((album) => {
        const batch = album.length > 1 ? newRandomId().toString() : undefined;
        return album.map((file) => {
          const part = first ? text : { text: '', entities: [] };
          const params: MediaParams = {
            ...part,
            file,
            ...(batch === undefined ? {} : { batch }),
            ...(replyToId === undefined ? {} : { replyToId, reply }),
            ...(threadId === undefined ? {} : { threadId }),
            ...(first && hadDraft ? { clearDraft: true } : {}),
            how,
          };
          first = false;
          const { localId } = store.outbox.add({
            randomId: newRandomId(),
            peerId,
            kind: MEDIA,
            params,
            createdAt: clock.now(),
            scheduled: how.scheduleDate !== undefined,
            message: {
              ...this.#base(peer, how),
              ...part,
              media: localMedia(file, sizes.get(file) ?? 0),
              ...(batch === undefined ? {} : { groupedId: `local ${batch}` }),
              ...(replyToId === undefined ? {} : { replyTo: shownReply(replyToId, reply) }),
              ...(threadId === undefined ? {} : { threadId }),
            },
          });
          return localId;
        });
      });
    });
    this.#context.messageSent(peerId, caption);
    this.#context.kick(peerId);
    return ids;
  }

  /**
   * Sends what needs no file: a poll, a contact, a place, a dice. Returns its local id. Throws `AppError`: INVALID_INPUT or NOT_FOUND for what
   * the server would refuse, FORBIDDEN where it is not allowed, FLOOD in slow mode.
   */
  sendCard(peerId: PeerId, wish: CardWish, answered: Answered = {}): MessageId {
    const { replyToId, threadId, how: wanted = {} } = answered;
    const { store, clock } = this.#context;
    const peer = this.#writable(peerId, 'files');
    refuseUnsentReply(replyToId);
    const card = frozenCard(wish, this.#context);
    if (card.kind === 'poll' && card.poll.publicVoters === true && peer.kind === 'channel') {
      throw new AppError({ code: 'INVALID_INPUT', message: 'In a channel, polls do not show who voted.' });
    }
    const how = this.#options(wanted, peer, 1);
    const { localId } = store.transaction(() => {
      // Only what was written in the composer ends its draft.
      const hadDraft = card.kind === 'dice' && this.#context.clearDraft({ peerId, threadId });
      const params: CardParams = {
        text: '',
        entities: [],
        card,
        ...(replyToId === undefined ? {} : { replyToId }),
        ...(threadId === undefined ? {} : { threadId }),
        ...(hadDraft ? { clearDraft: true } : {}),
        how,
      };
      return store.outbox.add({
        randomId: newRandomId(),
        peerId,
        kind: CARD,
        params,
        createdAt: clock.now(),
        scheduled: how.scheduleDate !== undefined,
        message: {
          ...this.#base(peer, how),
          text: '',
          entities: [],
          media: localCard(card),
          ...(replyToId === undefined ? {} : { replyTo: { messageId: replyToId } }),
          ...(threadId === undefined ? {} : { threadId }),
        },
      });
    });
    this.#context.messageSent(peerId);
    this.#context.kick(peerId);
    return localId;
  }

  /**
   * Forwards messages, oldest first. Throws `AppError` when one is protected, unknown or not sent yet, or the target is
   * closed.
   */
  forward(fromPeerId: PeerId, ids: readonly MessageId[], toPeerId: PeerId, options: ForwardOptions = {}): void {
    const { store, limits, clock } = this.#context;
    const target = this.#writable(toPeerId);
    const origin = store.peers.get(fromPeerId);
    const sorted = [...new Set(ids)].sort((a, b) => a - b);
    const sources = store.messages.getMany(fromPeerId, sorted);
    if (origin === undefined || sources.length < sorted.length) throw notFound('This message does not exist any more.');
    if (origin.noForwards === true || sources.some((message) => message.noForwards === true)) {
      throw forbidden('Forwarding from this chat is not allowed.');
    }
    if (sources.some((message) => message.id < 0 || message.service !== undefined)) {
      throw forbidden('This message cannot be forwarded.');
    }
    const size = limits().forwardedCountMax;
    const how = this.#options(options.how ?? {}, target, sources.length);
    store.transaction(() => {
      let batch = '';
      for (const [index, source] of sources.entries()) {
        const randomId = newRandomId();
        if (index % size === 0) batch = randomId.toString();
        const params: ForwardParams = { fromPeerId, messageId: source.id, batch, ...options, how };
        const shown = forwardedContent(source, fromPeerId, target, options);
        const album = source.groupedId === undefined ? {} : { groupedId: `local ${batch} ${source.groupedId}` };
        const message = { ...this.#base(target, how), ...shown, ...album };
        const scheduled = how.scheduleDate !== undefined;
        store.outbox.add({ randomId, peerId: toPeerId, kind: FORWARD, params, createdAt: clock.now(), scheduled, message });
      }
    });
    this.#context.messageSent(toPeerId);
    this.#context.kick(toPeerId);
  }

  /** Tries a failed message again, with the random id that it has had from the start. Throws `AppError` NOT_FOUND. */
  retry(peerId: PeerId, id: MessageId): void {
    const row = this.#context.store.outbox.get(id);
    if (row === undefined || row.peerId !== peerId) throw notFound('This message does not exist any more.');
    const sending = row.message.sending;
    if (row.state === 'failed') {
      if (sending?.state === 'failed' && !sending.canRetry) throw forbidden(sending.reason);
      this.#requeue(row);
    } else if (row.state === 'queued' || row.state === 'sending') {
      // It waits for its turn: the person does not want to.
      this.#context.store.outbox.update(id, { nextTryAt: 0, sending: { state: 'pending' } });
    }
    this.#context.kick(peerId);
  }

  /** Gives a scheduled message that the server has not heard of another date, or sends it without one. Throws `AppError`. */
  replan(peerId: PeerId, id: MessageId, date: number | undefined): void {
    const { store, client } = this.#context;
    const peer = this.#writable(peerId, 'files');
    const row = store.outbox.get(id);
    if (row === undefined || row.peerId !== peerId || row.state === 'sent') throw notFound('This message is not scheduled any more.');
    if (this.#context.isInFlight(row)) throw forbidden('This message is being scheduled. Try again in a moment.');
    const { how: { scheduleDate: _before, ...rest } = {}, ...params } = row.params as TextParams;
    const how = this.#options({ ...rest, ...(date === undefined ? {} : { scheduleDate: date }) }, peer, 1);
    const now = Math.floor(client.serverTime());
    store.outbox.replan(id, { ...params, how }, how.scheduleDate ?? now, how.scheduleDate !== undefined);
    this.#context.kick(peerId);
  }

  /** An album goes together: what else of it failed is tried again too. */
  #requeue(row: OutboxRow): void {
    const { outbox } = this.#context.store;
    const name = row.kind === MEDIA ? batchName(row) : undefined;
    const rows = name === undefined ? [row] : outbox.laneOf(row.peerId).filter((other) => batchName(other) === name);
    this.#context.store.transaction(() => {
      for (const { localId, state, message } of rows) {
        const canRetry = message.sending?.state !== 'failed' || message.sending.canRetry;
        if (state !== 'failed' || !canRetry) continue;
        outbox.update(localId, { state: 'queued', attempts: 0, nextTryAt: 0, sending: { state: 'pending' } });
      }
    });
  }

  /**
   * Takes back messages that are not confirmed. What was never tried is just removed; what may have reached the server stays
   * remembered, hidden, until it is known to be there, and is deleted there.
   */
  takeBack(peerId: PeerId, ids: readonly MessageId[]): void {
    const { store } = this.#context;
    store.transaction(() => {
      for (const id of ids) {
        const row = store.outbox.get(id);
        if (row === undefined || row.peerId !== peerId) continue;
        const mayBeThere = this.#context.isInFlight(row) || row.state === 'sending' || row.state === 'sent';
        if (mayBeThere) store.outbox.update(id, { state: 'cancelled' });
        else store.outbox.delete(id);
      }
    });
    this.#context.kick(peerId);
  }

  /** What is protected in one chat is not shown in another, not even as what is answered. */
  #refuseProtectedReply(peerId: PeerId, replyToId: MessageId | undefined, { peerId: from }: ReplyDetails): void {
    if (from === undefined || from === peerId || replyToId === undefined) return;
    const { store } = this.#context;
    const isProtected = store.peers.get(from)?.noForwards === true || store.messages.get(from, replyToId)?.noForwards === true;
    if (isProtected) throw forbidden('Messages of this chat cannot be answered in another one: its content is protected.');
  }

  /** How something goes out here. Throws what `fittingOptions` and `checkPace` throw. */
  #options(wanted: SendOptions, peer: Peer, count: number): SendOptions {
    const how = fittingOptions(wanted, peer, this.#context.client.serverTime());
    if (how.scheduleDate === undefined) this.#context.checkPace(peer.id, count);
    return how;
  }

  #writable(peerId: PeerId, what: 'text' | 'files' = 'text'): Peer {
    const peer = this.#context.store.peers.get(peerId);
    if (peer === undefined || this.#context.store.peers.inputPeer(peerId) === undefined) {
      throw notFound('This chat is not known here.');
    }
    if (!(what === 'files' ? peer.rights.sendMedia : peer.rights.send)) throw forbidden(peer.rights.sendBlockedReason ?? 'You cannot write in this chat.');
    return peer;
  }

  #base(peer: Peer, how: SendOptions): Omit<NewOutboxRow['message'], 'text' | 'entities'> {
    const self = this.#context.store.meta.selfId();
    const isPost = peer.kind === 'channel';
    return {
      peerId: peer.id,
      date: how.scheduleDate ?? Math.floor(this.#context.client.serverTime()),
      out: true,
      ...(how.silent === true ? { silent: true } : {}),
      ...(how.effect === undefined ? {} : { effect: how.effect }),
      ...(isPost ? { isPost } : self === undefined ? {} : { fromId: self }),
      sending: { state: 'pending' },
    };
  }
}

const KIND_REFUSED: Readonly<Record<OutgoingFile['as'], string>> = {
  photo: 'Photos are not allowed in this chat.',
  video: 'Videos are not allowed in this chat.',
  audio: 'Music is not allowed in this chat.',
  file: 'Files are not allowed in this chat.',
};

function refuseUnsentReply(replyToId: MessageId | undefined): void {
  if (replyToId === undefined || replyToId > 0) return;
  throw new AppError({ code: 'INVALID_INPUT', message: 'This message is still being sent. Answer it in a moment.' });
}

function shownReply(messageId: MessageId, { peerId, quote }: ReplyDetails): ReplyHeader {
  return {
    messageId,
    ...(peerId === undefined ? {} : { peerId }),
    ...(quote === undefined ? {} : { quote: { text: quote.text, entities: quote.entities }, quoteOffset: quote.offset }),
  };
}

/** What a forwarded message shows until the server's copy comes. */
function forwardedContent(
  source: Message, fromPeerId: PeerId, target: Peer, options: ForwardOptions,
): Pick<Message, 'text' | 'entities'> & Partial<Message> {
  const origin = source.fromId ?? fromPeerId;
  const ownNote = target.isSelf === true && source.fromId === target.id && source.forward === undefined;
  const forward = source.forward ?? {
    fromId: origin,
    date: source.date,
    ...(source.isPost === true ? { channelPostId: source.id } : {}),
  };
  const isCaption = source.media !== undefined && source.media.kind !== 'webPage';
  const hasText = !(isCaption && options.dropCaptions === true);
  return {
    text: hasText ? source.text : '',
    entities: hasText ? source.entities : [],
    ...(source.media === undefined ? {} : { media: source.media }),
    ...(ownNote || options.dropAuthor === true ? {} : { forward }),
    ...(target.isSelf === true && !ownNote ? { out: false } : {}),
    ...(source.viaBotId === undefined ? {} : { viaBotId: source.viaBotId }),
  };
}

/** A random 64-bit number that is not zero, as the wire's signed long. */
function newRandomId(): bigint {
  for (;;) {
    const id = randomBytes(8).readBigInt64LE();
    if (id !== 0n) return id;
  }
}
