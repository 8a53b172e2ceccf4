import type { tl } from '#tl';
import type { BotCommand } from '#shared/ipc/suggestions.ts';
import { bareId, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { mapPeerId } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';

/** How long what bots said of themselves is taken as still true, ms; changes are pushed. */
const FRESH_MS = 10 * 60_000;
const PATIENCE_MS = 5_000;

/** What the bot of a chat, or the bots of a group, can be told (core.telegram.org/api/bots/commands). */
export class BotCommands {
  readonly #context: ChatContext;
  readonly #known = new Map<PeerId, { commands: BotCommand[]; at: number }>();
  readonly #asking = new Map<PeerId, Promise<BotCommand[]>>();
  readonly #stop: () => void;

  constructor(context: ChatContext) {
    this.#context = context;
    this.#stop = context.updates.onEvent((event) => {
      if (event.kind === 'other' && event.update._ === 'updateBotCommands') this.#changed(event.update);
    });
  }

  /** The commands; what was known last when the server does not answer. */
  async of(peerId: PeerId): Promise<BotCommand[]> {
    const known = this.#known.get(peerId);
    if (known !== undefined && this.#context.clock.now() - known.at < FRESH_MS) return known.commands;
    const asking = this.#asking.get(peerId) ?? this.#ask(peerId).finally(() => this.#asking.delete(peerId));
    this.#asking.set(peerId, asking);
    return asking;
  }

  dispose(): void {
    this.#stop();
  }

  async #ask(peerId: PeerId): Promise<BotCommand[]> {
    try {
      const commands = (await this.#infos(peerId)).flatMap((info) =>
        info.userId === undefined ? [] : commandsOf(userPeerId(info.userId), info.commands ?? []),
      );
      this.#known.set(peerId, { commands, at: this.#context.clock.now() });
      return commands;
    } catch {
      return this.#known.get(peerId)?.commands ?? [];
    }
  }

  async #infos(peerId: PeerId): Promise<tl.BotInfo[]> {
    const { store, client } = this.#context;
    const options = { timeoutMs: PATIENCE_MS, priority: 'high' } as const;
    const kind = store.peers.get(peerId)?.kind;
    if (kind === 'bot') {
      const user = store.peers.inputUser(peerId);
      if (user === undefined) return [];
      const answer = await client.call({ _: 'users.getFullUser', id: user }, options);
      store.peers.apply(answer.users, answer.chats);
      const { botInfo } = answer.fullUser;
      return botInfo === undefined ? [] : [{ ...botInfo, userId: bareId(peerId) }];
    }
    const channel = kind === 'supergroup' ? store.peers.inputChannel(peerId) : undefined;
    if (kind !== 'group' && channel === undefined) return [];
    const answer =
      channel === undefined
        ? await client.call({ _: 'messages.getFullChat', chatId: bareId(peerId) }, options)
        : await client.call({ _: 'channels.getFullChannel', channel }, options);
    store.peers.apply(answer.users, answer.chats);
    return answer.fullChat.botInfo ?? [];
  }

  #changed(update: tl.updateBotCommands): void {
    const peerId = mapPeerId(update.peer);
    const known = this.#known.get(peerId);
    if (known === undefined) return;
    const botId = userPeerId(update.botId);
    const others = known.commands.filter((command) => command.botId !== botId);
    this.#known.set(peerId, { ...known, commands: [...others, ...commandsOf(botId, update.commands)] });
  }
}

const commandsOf = (botId: PeerId, commands: readonly tl.BotCommand[]): BotCommand[] =>
  commands.map(({ command, description }) => ({ botId, command, description }));
