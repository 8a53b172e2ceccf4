import type { tl } from '#tl';
import type { Account } from './account.ts';
import type { Caller, Delivery } from './delivery.ts';
import { badRequest } from './errors.ts';
import type { BoxMessage, Content } from './model.ts';
import { isChannelKey } from './peers.ts';
import type { WorldState } from './state.ts';
import type { View } from './view.ts';

/** Polls and quizzes (core.telegram.org/api/poll). A poll is one and the same in all contents that show it. */

export interface PollOption {
  option: Uint8Array;
  text: tl.textWithEntities;
  addedBy?: number;
  date?: number;
}

interface Vote {
  userId: number;
  options: string[];
  date: number;
  /** The author has not seen it. */
  unread?: boolean;
}

export interface WorldPoll {
  id: bigint;
  creatorId: number;
  question: tl.textWithEntities;
  options: PollOption[];
  publicVoters: boolean;
  multiple: boolean;
  quiz: boolean;
  open: boolean;
  final: boolean;
  shuffle: boolean;
  hidden: boolean;
  closed: boolean;
  closePeriod?: number;
  closeDate?: number;
  countries?: string[];
  correct: Set<string>;
  solution?: { text: string; entities: tl.MessageEntity[] };
  /** Oldest first. */
  votes: Vote[];
  /** Changes with the question and the answers. */
  hash: bigint;
  /** Everything that shows it: what was sent first, then what was made of it by forwarding. */
  contents: Content[];
}

const RECENT = 3;
export const nameOf = (option: Uint8Array): string => Buffer.from(option).toString('hex');
const plain = (text: string): tl.textWithEntities => ({ _: 'textWithEntities', text, entities: [] });

/** A poll for tests and the seed; answers are named a, b, c … */
export function makePoll(state: WorldState, parts: { by: number; question: string; answers: readonly string[] } & Partial<Omit<WorldPoll, 'question' | 'options'>>): WorldPoll {
  const { by, question, answers, ...rest } = parts;
  return {
    id: state.files.nextId(1),
    creatorId: by,
    question: plain(question),
    options: answers.map((text, index) => ({ text: plain(text), option: optionAt(index) })),
    publicVoters: false,
    multiple: false,
    quiz: false,
    open: false,
    final: false,
    shuffle: false,
    hidden: false,
    closed: false,
    correct: new Set(),
    votes: [],
    hash: 1n,
    contents: [],
    ...rest,
  };
}

export const optionAt = (index: number): Uint8Array => new Uint8Array([97 + index]);

export const isPollOver = (state: WorldState, poll: WorldPoll): boolean => poll.closed || (poll.closeDate !== undefined && poll.closeDate <= state.now());

export function renderPoll(view: View, poll: WorldPoll): tl.poll {
  return {
    _: 'poll',
    id: poll.id,
    ...(isPollOver(view.state, poll) ? { closed: true } : {}),
    ...(poll.publicVoters ? { publicVoters: true } : {}),
    ...(poll.multiple ? { multipleChoice: true } : {}),
    ...(poll.quiz ? { quiz: true } : {}),
    ...(poll.open ? { openAnswers: true } : {}),
    ...(poll.final ? { revotingDisabled: true } : {}),
    ...(poll.shuffle ? { shuffleAnswers: true } : {}),
    ...(poll.hidden ? { hideResultsUntilClose: true } : {}),
    ...(poll.creatorId === view.account.id ? { creator: true } : {}),
    question: poll.question,
    answers: poll.options.map(({ option, text, addedBy, date }) => ({
      _: 'pollAnswer',
      text,
      option,
      ...(addedBy === undefined ? {} : { addedBy: view.peer(addedBy) }),
      ...(date === undefined ? {} : { date }),
    })),
    ...(poll.closePeriod === undefined ? {} : { closePeriod: poll.closePeriod }),
    ...(poll.closeDate === undefined ? {} : { closeDate: poll.closeDate }),
    ...(poll.countries === undefined ? {} : { countriesIso2: poll.countries }),
    hash: poll.hash,
  };
}

/** Results as one login sees them: only who has voted knows how the others did. `min`: without what depends on who looks. */
export function renderResults(view: View, poll: WorldPoll, min = false): tl.pollResults {
  const isOver = isPollOver(view.state, poll);
  const own = poll.votes.find((vote) => vote.userId === view.account.id);
  const isHidden = poll.hidden && !isOver && (min || poll.creatorId !== view.account.id);
  const isTold = min || isOver || own !== undefined || (poll.hidden && poll.creatorId === view.account.id);
  const recent = (votes: readonly Vote[]): tl.Peer[] => votes.slice(-RECENT).reverse().map((vote) => view.peer(vote.userId));
  const solved = !min && (own !== undefined || isOver);
  const results = poll.options.map(({ option }): tl.pollAnswerVoters => {
    const name = nameOf(option);
    const votes = poll.votes.filter((vote) => vote.options.includes(name));
    return {
      _: 'pollAnswerVoters',
      option,
      ...(isHidden ? {} : { voters: votes.length, recentVoters: poll.publicVoters ? recent(votes) : [] }),
      ...(!min && own?.options.includes(name) === true ? { chosen: true } : {}),
      ...(solved && poll.correct.has(name) ? { correct: true } : {}),
    };
  });
  const isUnread = !min && poll.creatorId === view.account.id && poll.votes.some((vote) => vote.unread === true);
  return {
    _: 'pollResults',
    ...(min ? { min: true } : {}),
    ...(isTold && !(isHidden && own === undefined) ? { results } : {}),
    totalVoters: poll.votes.length,
    ...(poll.publicVoters && !isHidden ? { recentVoters: recent(poll.votes) } : {}),
    ...(solved && poll.solution !== undefined ? { solution: poll.solution.text, solutionEntities: poll.solution.entities } : {}),
    ...(isUnread ? { hasUnreadVotes: true } : {}),
  };
}

/** `hash`: what the client has; the poll itself is left out when nothing of it changed. */
export function pollUpdate(view: View, poll: WorldPoll, message: BoxMessage | undefined, options: { min?: boolean; hash?: bigint } = {}): tl.updateMessagePoll {
  return {
    _: 'updateMessagePoll',
    ...(message === undefined ? {} : { peer: view.peer(message.peer), msgId: message.id }),
    pollId: poll.id,
    ...(options.hash === poll.hash && !isPollOver(view.state, poll) ? {} : { poll: renderPoll(view, poll) }),
    results: renderResults(view, poll, options.min === true),
  };
}

/** What a call asks for, checked; errors as those of `messages.sendVote`. Says whether anything changed. */
export function castVote(state: WorldState, poll: WorldPoll, userId: number, options: readonly Uint8Array[]): boolean {
  const names = options.map(nameOf);
  const own = poll.votes.find((vote) => vote.userId === userId);
  if (isPollOver(state, poll)) throw badRequest('MESSAGE_POLL_CLOSED');
  if (own !== undefined && (poll.final || poll.quiz)) throw badRequest('REVOTE_NOT_ALLOWED');
  if (names.length > 1 && !poll.multiple) throw badRequest('OPTIONS_TOO_MUCH');
  const known = new Set(poll.options.map((one) => nameOf(one.option)));
  if (names.some((name) => !known.has(name)) || new Set(names).size < names.length) throw badRequest('OPTION_INVALID');
  if (names.toSorted().join() === (own?.options ?? []).toSorted().join()) return false;
  const others = poll.votes.filter((vote) => vote.userId !== userId);
  const unread = poll.publicVoters && userId !== poll.creatorId && state.accounts.has(poll.creatorId);
  poll.votes = names.length === 0 ? others : [...others, { userId, options: names, date: state.now(), ...(unread ? { unread: true } : {}) }];
  noteUnreadVotes(state, poll);
  return true;
}

/** The author's dialog counts the message with the poll while one of its votes is unseen. */
export function noteUnreadVotes(state: WorldState, poll: WorldPoll): void {
  const author = state.accounts.get(poll.creatorId);
  const [first] = poll.contents;
  if (!author || !first) return;
  const isUnread = poll.votes.some((vote) => vote.unread === true);
  for (const copy of first.copies) {
    if (copy.ownerId !== 0 && copy.ownerId !== author.id) continue;
    const { unreadPollVotes } = author.dialog(copy.peer);
    if (isUnread) unreadPollVotes.add(copy.id);
    else unreadPollVotes.delete(copy.id);
  }
}

/** The author has seen the votes in this message; says whether one was unseen. */
export function seeVotes(state: WorldState, account: Account, { content }: BoxMessage): boolean {
  const poll = content.media?.kind === 'poll' ? content.media.poll : undefined;
  if (poll?.creatorId !== account.id || poll.contents[0] !== content || !poll.votes.some((vote) => vote.unread === true)) return false;
  for (const vote of poll.votes) delete vote.unread;
  noteUnreadVotes(state, poll);
  return true;
}

/** Tells everybody who has a copy; the update has no number. All but the author and who has voted get the `min` form. */
export function tellPoll(state: WorldState, delivery: Delivery, poll: WorldPoll, fullFor: number, caller?: Caller): void {
  for (const account of state.accounts.values()) {
    const copy = poll.contents.flatMap((content) => content.copies).find((one) => (one.ownerId === 0 ? state.isMember(account.id, one.peer) : one.ownerId === account.id));
    if (copy === undefined) continue;
    const min = account.id !== fullFor && account.id !== poll.creatorId;
    delivery.updates(account, (view) => [pollUpdate(view, poll, copy, { min })], caller);
  }
}

/** Whether who voted can be asked for. */
export function checkVoters(state: WorldState, account: Account, message: BoxMessage, poll: WorldPoll): void {
  const chat = isChannelKey(message.peer) ? state.chat(message.peer) : undefined;
  if (chat?.kind === 'channel' && !chat.megagroup) throw badRequest('BROADCAST_FORBIDDEN');
  if (!poll.publicVoters) throw badRequest('MSG_ID_INVALID');
  if (!isPollOver(state, poll) && !poll.votes.some((vote) => vote.userId === account.id)) throw badRequest('POLL_VOTE_REQUIRED');
}
