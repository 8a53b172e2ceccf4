import type { tl } from '#tl';
import { AppError, chosenOptions, isPollClosed } from '#shared/model/index.ts';
import type { CallHandlers, IpcConnection, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { PollState, VotePage } from '#shared/ipc/polls.ts';
import type { FormattedText, Message, MessageId, PeerId, Poll, VoteObstacle } from '#shared/model/index.ts';
import { mapPeerId, optionBytes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Journal } from '../journal/index.ts';
import { inputText } from '../text/index.ts';
import type { PeerBook } from '../window/peer-book.ts';
import { sameValue } from '../window/same-value.ts';
import { pollLimits, removalPeriod } from './limits.ts';
import { Voting } from './voting.ts';
import { WatchedPolls } from './watched-polls.ts';

/** People of one page. */
const PAGE = 50;
/** How long somebody has to be subscribed before they may vote where only subscribers do, seconds. */
const SUBSCRIBED = 86_400;
const CALL = { timeoutMs: 15_000, priority: 'high' } as const;

type PollCalls = 'polls.vote' | 'polls.stop' | 'polls.voters' | 'polls.addAnswer' | 'polls.removeAnswer' | 'polls.limits';

/** What is done with the polls of messages (core.telegram.org/api/poll). */
export class Polls {
  readonly #context: ChatContext;
  readonly #peerBook: PeerBook;
  readonly #voting: Voting;
  readonly #watched: WatchedPolls;

  constructor(context: ChatContext, journal: Journal, peerBook: PeerBook) {
    this.#context = context;
    this.#peerBook = peerBook;
    this.#watched = new WatchedPolls(context);
    this.#voting = new Voting(context, journal, (peerId, id) => this.#watched.doubt(peerId, id));
  }

  calls(): Pick<CallHandlers, PollCalls> {
    return {
      'polls.vote': ({ peerId, id, options }) => this.#voting.vote(peerId, id, options),
      'polls.stop': ({ peerId, id }) => this.#stop(peerId, id),
      'polls.voters': ({ peerId, id, option, offset }, { connection }) => this.#voters({ peerId, id, option, offset }, connection),
      'polls.addAnswer': ({ peerId, id, answer }) => this.#addAnswer(peerId, id, answer),
      'polls.removeAnswer': ({ peerId, id, option }) => this.#removeAnswer(peerId, id, option),
      'polls.limits': () => pollLimits(this.#context),
    };
  }

  topics(): Pick<TopicHandlers, 'polls.watch'> {
    return {
      'polls.watch': (input, emit) => {
        let current = this.#follow(input, emit);
        return {
          retune: (next) => {
            current();
            current = this.#follow(next, emit);
          },
          dispose: () => current(),
        };
      },
    };
  }

  dispose(): void {
    this.#watched.dispose();
  }

  #follow({ peerId, id }: { peerId: PeerId; id: MessageId }, emit: (state: PollState) => void): () => void {
    let last: PollState | undefined;
    const tell = (): void => {
      const message = this.#context.store.messages.get(peerId, id);
      if (message?.media?.kind !== 'poll') return;
      const state = this.#stateOf(message, message.media.poll);
      if (last !== undefined && sameValue(last, state)) return;
      last = state;
      emit(state);
    };
    const unsubscribe = this.#context.store.onChange((changes) => {
      if (changes.messages.get(peerId)?.has(id) === true || changes.peers.has(peerId)) tell();
    });
    const unwatch = this.#watched.watch(peerId, id);
    tell();
    return () => {
      unsubscribe();
      unwatch();
    };
  }

  #stateOf(message: Message, poll: Poll): PollState {
    const { store, client } = this.#context;
    const obstacle = this.#obstacle(message, poll);
    const self = store.meta.selfId();
    const now = client.serverTime();
    const isOpen = message.id > 0 && !isPollClosed(poll, now);
    const mayRemove = (by: PeerId | undefined, date = 0): boolean =>
      by !== undefined && (poll.mine === true || (by === self && now - date < removalPeriod(this.#context)));
    return {
      ...(obstacle === undefined ? {} : { obstacle }),
      stop: isOpen && isOwn(message) && (poll.mine === true || message.out),
      removable: isOpen ? poll.answers.filter((one) => mayRemove(one.addedBy, one.date)).map((one) => one.option) : [],
      mostAnswers: pollLimits(this.#context).answers,
    };
  }

  /** Why this account cannot vote, as far as that can be told here. */
  #obstacle(message: Message, poll: Poll): VoteObstacle | undefined {
    const { store, appText } = this.#context;
    if (poll.finalVotes === true && chosenOptions(poll).length > 0) return 'final';
    const country = appText('phone_country_iso2', '');
    if (poll.countries !== undefined && country !== '' && !poll.countries.includes(country)) return 'country';
    if (poll.subscribersOnly !== true) return undefined;
    const channel = store.peers.record(message.forward?.fromId ?? message.peerId);
    if (channel?._ !== 'channel') return undefined;
    return channel.left === true || message.date - channel.date < SUBSCRIBED ? 'subscribers' : undefined;
  }

  async #stop(peerId: PeerId, id: MessageId): Promise<void> {
    const { peer, poll } = this.#place(peerId, id);
    const { client, updates } = this.#context;
    const text = (source: FormattedText): tl.textWithEntities => inputText(source);
    const closed: tl.poll = {
      _: 'poll',
      id: BigInt(poll.id),
      closed: true,
      ...(poll.publicVoters === true ? { publicVoters: true } : {}),
      ...(poll.multiple === true ? { multipleChoice: true } : {}),
      ...(poll.quiz === true ? { quiz: true } : {}),
      question: text(poll.question),
      answers: poll.answers.map((answer) => ({ _: 'pollAnswer', text: text(answer.text), option: optionBytes(answer.option) })),
      hash: BigInt(poll.hash),
    };
    updates.feed(await client.call({ _: 'messages.editMessage', peer, id, media: { _: 'inputMediaPoll', poll: closed } }, CALL));
  }

  async #addAnswer(peerId: PeerId, id: MessageId, answer: FormattedText): Promise<void> {
    const { peer } = this.#place(peerId, id);
    const { client, updates } = this.#context;
    const text = { ...answer, text: answer.text.trim() };
    if (text.text === '') throw new AppError({ code: 'INVALID_INPUT', message: 'Write the answer.' });
    updates.feed(await client.call({ _: 'messages.addPollAnswer', peer, msgId: id, answer: { _: 'inputPollAnswer', text: inputText(text) } }, CALL));
  }

  async #removeAnswer(peerId: PeerId, id: MessageId, option: string): Promise<void> {
    const { peer } = this.#place(peerId, id);
    const { client, updates } = this.#context;
    updates.feed(await client.call({ _: 'messages.deletePollAnswer', peer, msgId: id, option: optionBytes(option) }, CALL));
  }

  async #voters(wanted: { peerId: PeerId; id: MessageId; option: string; offset: string | undefined }, connection: IpcConnection): Promise<VotePage> {
    const { peer } = this.#place(wanted.peerId, wanted.id);
    const { store, client } = this.#context;
    const answer = await client.call(
      {
        _: 'messages.getPollVotes',
        peer,
        id: wanted.id,
        option: optionBytes(wanted.option),
        limit: PAGE,
        ...(wanted.offset === undefined ? {} : { offset: wanted.offset }),
      },
      CALL,
    );
    store.peers.apply(answer.users, answer.chats);
    const people = answer.votes.map((vote) => ({ peerId: mapPeerId(vote.peer), date: vote.date }));
    const ids = [...new Set(people.map((one) => one.peerId))];
    this.#peerBook.news(connection, ids);
    return {
      people,
      peers: ids.flatMap((id) => store.peers.get(id) ?? []),
      total: answer.count,
      ...(answer.nextOffset === undefined || answer.nextOffset === '' ? {} : { next: answer.nextOffset }),
    };
  }

  #place(peerId: PeerId, id: MessageId): { peer: tl.InputPeer; poll: Poll } {
    const { store } = this.#context;
    const peer = store.peers.inputPeer(peerId);
    const media = store.messages.get(peerId, id)?.media;
    if (peer === undefined || media?.kind !== 'poll' || id < 0) throw new AppError({ code: 'NOT_FOUND', message: 'This poll does not exist any more.' });
    return { peer, poll: media.poll };
  }
}

/** Forwarded and inline messages show polls that are closed where they were made. */
const isOwn = (message: Message): boolean => message.forward === undefined && message.viaBotId === undefined;
