import type { CallHandlers } from '#shared/ipc/handlers.ts';
import type { FormattedText } from '#shared/model/index.ts';
import type { ChatContext } from '../context.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { BotCommands } from './bot-commands.ts';
import { EmojiMemories } from './emoji-memory.ts';
import { Hashtags } from './hashtags.ts';
import { Mentions } from './mentions.ts';

type SuggestionCalls = Extract<keyof CallHandlers, `suggest.${string}` | `emoji.${string}`>;

/** Serves what the field offers while somebody writes. */
export class Suggestions {
  readonly #peerBook: PeerBook;
  readonly #mentions: Mentions;
  readonly #hashtags: Hashtags;
  readonly #commands: BotCommands;
  readonly #emoji: EmojiMemories;

  constructor(context: ChatContext, peerBook: PeerBook) {
    this.#peerBook = peerBook;
    this.#mentions = new Mentions(context);
    this.#hashtags = new Hashtags(context.store);
    this.#commands = new BotCommands(context);
    this.#emoji = new EmojiMemories(context.store);
  }

  /** A text was sent: its hashtags are offered from now on. */
  sent(content: FormattedText): void {
    this.#hashtags.used(content);
  }

  calls(): Pick<CallHandlers, SuggestionCalls> {
    return {
      'suggest.mentions': async ({ peerId, query, known }, { connection }) => {
        const peerIds = await this.#mentions.find(peerId, query, known === true);
        return { peerIds, peers: this.#peerBook.news(connection, peerIds) };
      },
      'suggest.hashtags': ({ query }) => this.#hashtags.find(query),
      'suggest.commands': async ({ peerId }, { connection }) => {
        const commands = await this.#commands.of(peerId);
        return { commands, peers: this.#peerBook.news(connection, commands.map(({ botId }) => botId)) };
      },
      'emoji.memory': () => this.#emoji.get(),
      'emoji.used': ({ emoji, tone }) => this.#emoji.used(emoji, tone),
    };
  }

  dispose(): void {
    this.#commands.dispose();
  }
}
