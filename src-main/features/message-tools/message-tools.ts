import type { tl } from '#tl';
import { AppError } from '#shared/model/index.ts';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import type { FormattedText, MessageId, PeerId } from '#shared/model/index.ts';
import type { ReportStep } from '#shared/ipc/message-tools.ts';
import { RpcError } from '../../mtproto/index.ts';
import { mapEntities } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import { inputEntities } from '../text/index.ts';

/** Messages of one request. */
const BATCH = 20;

const notFound = (): AppError => new AppError({ code: 'NOT_FOUND', message: 'This message does not exist any more.' });

/** Translating, reporting and linking messages. */
export class MessageTools {
  readonly #context: ChatContext;
  readonly #seen: (peerId: PeerId, ids: readonly MessageId[]) => void;
  /** Translations of this run, by language and text. */
  readonly #translated = new Map<string, FormattedText>();

  /** `seen` hears which messages are on the screen. */
  constructor(context: ChatContext, seen: (peerId: PeerId, ids: readonly MessageId[]) => void) {
    this.#context = context;
    this.#seen = seen;
  }

  calls(): Pick<CallHandlers, 'tools.translate' | 'tools.report' | 'tools.link' | 'tools.onScreen'> {
    return {
      'tools.translate': ({ peerId, ids, to }) => this.#translate(peerId, ids, to),
      'tools.report': (input) => this.#report(input),
      'tools.link': ({ peerId, id }) => this.#link(peerId, id),
      'tools.onScreen': ({ peerId, ids }) => this.#seen(peerId, ids),
    };
  }

  /** Texts in another language, in the order of `ids` (core.telegram.org/api/translation). */
  async #translate(peerId: PeerId, ids: readonly MessageId[], to: string): Promise<FormattedText[]> {
    const { store, client } = this.#context;
    const messages = store.messages.getMany(peerId, ids);
    if (messages.length < ids.length) throw notFound();
    const keyOf = (text: FormattedText): string => `${to} ${JSON.stringify([text.text, text.entities])}`;
    const missing = messages.filter((message) => message.text !== '' && !this.#translated.has(keyOf(message)));
    for (let from = 0; from < missing.length; from += BATCH) {
      const part = missing.slice(from, from + BATCH);
      const text = part.map((message): tl.textWithEntities => ({
        _: 'textWithEntities',
        text: message.text,
        entities: inputEntities(message.entities, (id) => store.peers.inputUser(id)),
      }));
      const { result } = await this.#asked(() => client.call({ _: 'messages.translateText', text, toLang: to }, { timeoutMs: 20_000 }));
      for (const [index, translated] of result.entries()) {
        const source = part[index];
        const entities = mapEntities(translated.entities, translated.text);
        if (source) this.#translated.set(keyOf(source), { text: translated.text, entities });
      }
    }
    return messages.map((message) => this.#translated.get(keyOf(message)) ?? { text: message.text, entities: message.entities });
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (error.type === 'TO_LANG_INVALID') throw new AppError({ code: 'INVALID_INPUT', message: 'Telegram does not translate into this language.' });
      const isOff = error.type === 'TRANSLATIONS_DISABLED' || error.type === 'TRANSLATE_REQ_FAILED' || error.type === 'TRANSLATE_REQ_QUOTA_EXCEEDED';
      if (isOff) throw new AppError({ code: 'FORBIDDEN', message: 'Telegram cannot translate this now. Try again later.' });
      throw error;
    }
  }

  /** One step of a report: the server asks for a reason, a comment, or has taken it (core.telegram.org/method/messages.report). */
  async #report(input: { peerId: PeerId; ids: MessageId[]; option?: string | undefined; comment?: string | undefined }): Promise<ReportStep> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(input.peerId);
    if (peer === undefined) throw notFound();
    const option = Uint8Array.from(Buffer.from(input.option ?? '', 'hex'));
    const answer = await client.call(
      { _: 'messages.report', peer, id: input.ids, option, message: input.comment ?? '' }, { timeoutMs: 15_000, priority: 'high' },
    );
    switch (answer._) {
      case 'reportResultChooseOption':
        return {
          kind: 'choose',
          title: answer.title,
          options: answer.options.map((one) => ({ text: one.text, option: Buffer.from(one.option).toString('hex') })),
        };
      case 'reportResultAddComment':
        return { kind: 'comment', optional: answer.optional === true, option: Buffer.from(answer.option).toString('hex') };
      case 'reportResultReported':
        return { kind: 'done' };
    }
  }

  /** The address of a message; only those of channels and supergroups have one. */
  async #link(peerId: PeerId, id: MessageId): Promise<{ url: string; isPublic: boolean }> {
    const { store, client } = this.#context;
    const channel = store.peers.inputChannel(peerId);
    const peer = store.peers.get(peerId);
    if (channel === undefined || peer === undefined) {
      throw new AppError({ code: 'FORBIDDEN', message: 'Messages of this chat have no link.' });
    }
    const answer = await client.call({ _: 'channels.exportMessageLink', channel, id }, { timeoutMs: 15_000, priority: 'high' });
    return { url: answer.link, isPublic: peer.usernames.length > 0 };
  }
}
