import type { tl } from '#tl';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import { AppError, userPeerId } from '#shared/model/index.ts';
import type { PeerId } from '#shared/model/index.ts';
import { RpcError } from '../../mtproto/index.ts';
import { mapEntityId } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';

type NewChatCall = Extract<keyof CallHandlers, `newChat.${string}`>;

/** Making groups and channels (core.telegram.org/api/channel#creation). */
export class NewChats {
  readonly #context: ChatContext;

  constructor(context: ChatContext) {
    this.#context = context;
  }

  calls(): Pick<CallHandlers, NewChatCall> {
    return {
      'newChat.group': ({ title, members }) => this.#group(title, members),
      'newChat.channel': ({ title, about, username }) => this.#channel(title, about, username),
      'newChat.checkUsername': ({ username }) => this.#check(username),
    };
  }

  async #group(title: string, members: readonly PeerId[]): Promise<{ peerId: PeerId; missing: PeerId[] }> {
    const { client, store, updates } = this.#context;
    checkTitle(title, 'Give the group a name.');
    const users = members.flatMap((peerId) => store.peers.inputUser(peerId) ?? []);
    if (users.length === 0) throw new AppError({ code: 'INVALID_INPUT', message: 'Choose at least one person for the group.' });
    const { updates: news, missingInvitees } = await client.call({ _: 'messages.createChat', title: title.trim(), users });
    updates.feed(news);
    return { peerId: madeBy(news), missing: missingInvitees.map((one) => userPeerId(one.userId)) };
  }

  async #channel(title: string, about: string, username: string | undefined): Promise<{ peerId: PeerId }> {
    const { client, store, updates } = this.#context;
    checkTitle(title, 'Give the channel a name.');
    const problem = username === undefined ? null : await this.#check(username);
    if (problem !== null) throw new AppError({ code: 'INVALID_INPUT', message: problem });
    const news = await client.call({ _: 'channels.createChannel', broadcast: true, title: title.trim(), about: about.trim() });
    updates.feed(news);
    const peerId = madeBy(news);
    // The container's channel is needed now, whenever its updates are applied.
    if ('chats' in news) store.peers.apply(news.users, news.chats);
    const channel = store.peers.inputChannel(peerId);
    if (username !== undefined && channel !== undefined) {
      await client.call({ _: 'channels.updateUsername', channel, username });
      store.peers.patchChannel(peerId, { username });
    }
    return { peerId };
  }

  /** Asks the server whether a public name is free, as it answers for a channel that is not made yet. */
  async #check(username: string): Promise<string | null> {
    if (!/^[a-z]\w{3,31}$/i.test(username) || username.endsWith('_') || username.includes('__')) {
      return 'A public name has 5 to 32 letters, digits and underscores, and begins with a letter.';
    }
    if (username.length < 5) return 'A public name has at least 5 characters.';
    try {
      const isFree = await this.#context.client.call({ _: 'channels.checkUsername', channel: { _: 'inputChannelEmpty' }, username });
      return isFree ? null : 'This public name is taken. Choose another one.';
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (error.type === 'CHANNELS_ADMIN_PUBLIC_TOO_MUCH') return 'You have too many public channels and groups. Make one of them private first.';
      if (error.type === 'USERNAME_INVALID' || error.type === 'USERNAME_PURCHASE_AVAILABLE') return 'This public name cannot be used. Choose another one.';
      throw error;
    }
  }
}

function checkTitle(title: string, message: string): void {
  if (title.trim() === '') throw new AppError({ code: 'INVALID_INPUT', message });
}

/** The chat that a container tells of. */
function madeBy(updates: tl.Updates): PeerId {
  const chat = 'chats' in updates ? updates.chats.find((one) => one._ !== 'chatEmpty') : undefined;
  if (chat === undefined) throw new AppError({ code: 'SERVER', message: 'Telegram made the chat but did not say which it is. It appears in the list.' });
  return mapEntityId(chat);
}
