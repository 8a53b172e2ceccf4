import { AppError } from '#shared/model/index.ts';
import type { FormattedText, Message, MessageId, PeerId, PreviewChoice, SendingState } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import type { PendingOp } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { prepareText } from '../text/index.ts';
import { inputEntities } from '../text/input-entities.ts';
import { editedPreview, keptPreview } from '../text/input-preview.ts';
import { mayEdit } from './capabilities.ts';
import { fetchMessages } from './fetch.ts';

const EDIT = 'edit';
/** An edit that the server refused, kept for the person. */
const FAILED = 'failedEdit';

interface EditParams extends FormattedText {
  peerId: PeerId;
  id: MessageId;
  /** How the preview of its link is wanted; absent with the edits of older versions. */
  preview?: PreviewChoice;
  /** Server time when it was made, unix seconds. */
  date: number;
  /** Earlier texts of this account that may still be on their way: they are not somebody else's. */
  own: string[];
  failed?: Extract<SendingState, { state: 'failed' }>;
}

const keyOf = (peerId: PeerId, id: MessageId): string => `${peerId} ${id}`;

/**
 * Changing the text of a message (core.telegram.org/method/messages.editMessage): shown at once, journalled until the server has it. The
 * stored message stays what the server says; the change lies over it. An edit that was made elsewhere later wins.
 */
export class Edits {
  readonly #context: ChatContext;
  readonly #journal: Journal;
  /** What lies over messages now, by chat and id. */
  readonly #over = new Map<string, EditParams>();
  /** Edits that have waited for a connection: what was made of the message elsewhere meanwhile is asked for first. */
  readonly #waited = new Set<string>();
  #online = true;

  constructor(context: ChatContext, journal: Journal) {
    this.#context = context;
    this.#journal = journal;
    for (const kind of [FAILED, EDIT]) {
      for (const op of context.store.pendingOps.list(kind)) {
        this.#over.set(op.key, op.params as EditParams);
        this.#waited.add(op.key);
      }
    }
    journal.register(EDIT, {
      run: (op) => this.#tell(op),
      done: (op) => this.#settled(op),
      revert: (op, error) => this.#refused(op, error),
    });
  }

  /**
   * Changes a text; what the server says of it shows at the message. Throws `AppError` (NOT_FOUND, FORBIDDEN, INVALID_INPUT,
   * MESSAGE_TOO_LONG) for what no server would take.
   */
  edit(peerId: PeerId, id: MessageId, source: FormattedText, wished?: PreviewChoice): void {
    const { store, client, limits } = this.#context;
    const message = store.messages.get(peerId, id);
    const peer = store.peers.get(peerId);
    if (message === undefined || peer === undefined || store.peers.inputPeer(peerId) === undefined) {
      throw new AppError({ code: 'NOT_FOUND', message: 'This message does not exist any more.' });
    }
    if (!mayEdit({ message, peer, limits: limits(), now: client.serverTime() })) {
      throw new AppError({ code: 'FORBIDDEN', message: 'This message cannot be edited any more.' });
    }
    const { text, entities } = prepareText(source);
    const isCaption = message.media !== undefined && message.media.kind !== 'webPage';
    if (text === '' && !isCaption) {
      throw new AppError({ code: 'INVALID_INPUT', message: 'A message cannot be empty. Delete it instead.' });
    }
    const excess = text.length - (isCaption ? limits().captionLengthMax : limits().messageLengthMax);
    if (excess > 0) throw new AppError({ code: 'MESSAGE_TOO_LONG', message: `This message is too long by ${excess} characters.` });
    const before = store.pendingOps.find(EDIT, keyOf(peerId, id))?.params as EditParams | undefined;
    const own = before === undefined ? [] : [...before.own, before.text];
    const preview = wished ?? keptPreview(message, text, entities);
    this.#submit({ peerId, id, text, entities, preview, date: Math.floor(client.serverTime()), own });
  }

  /** Tries a refused edit again; says whether there was one. */
  retry(peerId: PeerId, id: MessageId): boolean {
    const over = this.#over.get(keyOf(peerId, id));
    if (over?.failed === undefined) return false;
    const { failed: _failed, ...params } = over;
    this.#submit({ ...params, date: Math.floor(this.#context.client.serverTime()) });
    return true;
  }

  /** Gives a refused edit up: the message shows what the server has. Says whether there was one. */
  discard(peerId: PeerId, id: MessageId): boolean {
    if (this.#over.get(keyOf(peerId, id))?.failed === undefined) return false;
    this.#uncover(peerId, id);
    return true;
  }

  setOnline(online: boolean): void {
    this.#online = online;
  }

  /** The message with what was made of it here. */
  shown(message: Message): Message {
    const over = this.#over.size === 0 ? undefined : this.#over.get(keyOf(message.peerId, message.id));
    if (over === undefined) return message;
    return { ...shownPreview(message, over.preview), text: over.text, entities: over.entities, sending: over.failed ?? { state: 'pending' } };
  }

  #submit(params: EditParams): void {
    const { store } = this.#context;
    const { peerId, id } = params;
    const key = keyOf(peerId, id);
    if (!this.#online) this.#waited.add(key);
    const told = this.#journal.submit(EDIT, key, params, () => {
      const failed = store.pendingOps.find(FAILED, key);
      if (failed !== undefined) store.pendingOps.delete(failed.id);
      store.messages.touch(peerId, id);
      this.#over.set(key, params);
    });
    // What becomes of it shows at the message.
    told.catch(() => undefined);
  }

  async #tell(op: PendingOp): Promise<void> {
    const { peerId, id, text, entities, preview, date, own } = op.params as EditParams;
    const { store, client, updates } = this.#context;
    if (this.#waited.has(op.key)) {
      await fetchMessages(this.#context, peerId, [id]);
      this.#waited.delete(op.key);
    }
    const message = store.messages.get(peerId, id);
    const peer = store.peers.inputPeer(peerId);
    if (message === undefined || peer === undefined) return;
    const isElsewhere = (message.editDate ?? 0) > date && message.text !== text && !own.includes(message.text);
    if (isElsewhere) return;
    const wireEntities = inputEntities(entities, (userId) => store.peers.inputUser(userId));
    try {
      const answer = await client.call(
        {
          _: 'messages.editMessage',
          peer,
          id,
          message: text,
          ...(wireEntities.length === 0 ? {} : { entities: wireEntities }),
          ...editedPreview(preview),
        },
        { chain: `chat ${peerId}`, idempotent: true, floodWaitLimitSeconds: 5 },
      );
      updates.feed(answer);
    } catch (error) {
      if (!(error instanceof RpcError) || error.type !== 'MESSAGE_NOT_MODIFIED') throw error;
      // Somebody, or an earlier attempt whose answer was lost, has made it so already: this machine may not have heard of it.
      await fetchMessages(this.#context, peerId, [id]);
    }
  }

  /** The server has it; unless something newer was written meanwhile, nothing lies over the message any more. */
  #settled(op: PendingOp): void {
    const { peerId, id } = op.params as EditParams;
    if (this.#context.store.pendingOps.find(EDIT, op.key) === undefined) this.#uncover(peerId, id);
  }

  async #refused(op: PendingOp, error: unknown): Promise<void> {
    const { store, clock, explain } = this.#context;
    const params = op.params as EditParams;
    const { peerId, id } = params;
    if (error instanceof RpcError && error.type === 'MESSAGE_ID_INVALID') {
      this.#uncover(peerId, id);
      return fetchMessages(this.#context, peerId, [id]);
    }
    const failed = { ...params, failed: { state: 'failed' as const, reason: explain(error).message, canRetry: true } };
    store.transaction(() => {
      store.pendingOps.put(FAILED, op.key, failed, clock.now());
      store.messages.touch(peerId, id);
      this.#over.set(op.key, failed);
    });
  }

  #uncover(peerId: PeerId, id: MessageId): void {
    const { store } = this.#context;
    const key = keyOf(peerId, id);
    store.transaction(() => {
      const failed = store.pendingOps.find(FAILED, key);
      if (failed !== undefined) store.pendingOps.delete(failed.id);
      store.messages.touch(peerId, id);
      this.#over.delete(key);
    });
  }
}

/** A message with what was wished of its preview, as far as that can be shown before the server has made it so. */
function shownPreview(message: Message, preview: PreviewChoice | undefined): Message {
  if (preview === undefined) return message;
  const { invertMedia: _above, ...rest } = message;
  const above = preview.above === true ? { invertMedia: true } : {};
  if (rest.media?.kind !== 'webPage') return { ...rest, ...above };
  const { media, ...without } = rest;
  if (preview.off === true) return { ...without, ...above };
  const page = preview.size === undefined ? media.page : { ...media.page, size: preview.size, sizeChosen: true };
  return { ...without, ...above, media: { kind: 'webPage', page } };
}
