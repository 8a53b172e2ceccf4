import { AppError } from '#shared/model/index.ts';
import type { CallHandlers, IpcConnection } from '#shared/ipc/handlers.ts';
import type { MessageId, PeerId, Reaction } from '#shared/model/index.ts';
import type { ReactionPage } from '#shared/ipc/message-tools.ts';
import { inputReaction, mapPeerId, mapReaction } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { PeerBook } from '../window/peer-book.ts';
import type { AvailableReactions } from './available.ts';

/** People of one page. */
const PAGE = 50;

/** Which reactions can be given, and who gave which (core.telegram.org/method/messages.getMessageReactionsList). */
export class ReactionCalls {
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #available: AvailableReactions;

  constructor(context: ChatContext, peerBook: PeerBook, available: AvailableReactions) {
    this.#context = context;
    this.#peerBook = peerBook;
    this.#available = available;
  }

  calls(): Pick<CallHandlers, 'reactions.choice' | 'reactions.who'> {
    return {
      'reactions.choice': ({ peerId }) => this.#available.choice(peerId),
      'reactions.who': ({ peerId, id, reaction, offset }, { connection }) => this.#who({ peerId, id, reaction, offset }, connection),
    };
  }

  async #who(
    wanted: { peerId: PeerId; id: MessageId; reaction: Reaction | undefined; offset: string | undefined }, connection: IpcConnection,
  ): Promise<ReactionPage> {
    const { store, client } = this.#context;
    const peer = store.peers.inputPeer(wanted.peerId);
    if (peer === undefined) throw new AppError({ code: 'NOT_FOUND', message: 'This chat does not exist any more.' });
    const answer = await client.call(
      {
        _: 'messages.getMessageReactionsList',
        peer,
        id: wanted.id,
        limit: PAGE,
        ...(wanted.reaction === undefined ? {} : { reaction: inputReaction(wanted.reaction) }),
        ...(wanted.offset === undefined ? {} : { offset: wanted.offset }),
      },
      { timeoutMs: 15_000, priority: 'high' },
    );
    store.peers.apply(answer.users, answer.chats);
    const people = answer.reactions.flatMap((one) => {
      const reaction = mapReaction(one.reaction);
      return reaction === undefined ? [] : [{ peerId: mapPeerId(one.peerId), reaction, date: one.date }];
    });
    const ids = [...new Set(people.map((one) => one.peerId))];
    this.#peerBook.news(connection, ids);
    return {
      people,
      total: answer.count,
      peers: ids.flatMap((id) => store.peers.get(id) ?? []),
      ...(answer.nextOffset === undefined || answer.nextOffset === '' ? {} : { next: answer.nextOffset }),
    };
  }
}
