import type { FormattedText } from './entity.ts';
import type { PeerId } from './ids.ts';
import type { Message, Photo } from './message.ts';

export interface PollAnswer {
  /** Names the answer within its poll: hex digits. */
  option: string;
  text: FormattedText;
  picture?: Photo;
  /** Absent while the results are not to be known. */
  voters?: number;
  recentVoters?: PeerId[];
  /** This account voted for it. */
  chosen?: boolean;
  /** Of a quiz: known once this account has voted, or the quiz is closed. */
  correct?: boolean;
  /** Who added it, when it was not there from the beginning, and when (unix seconds). */
  addedBy?: PeerId;
  date?: number;
}

/** A poll or quiz (core.telegram.org/api/poll). It is one and the same in every message that shows it. */
export interface Poll {
  id: string;
  question: FormattedText;
  /** In the order of their author. */
  answers: PollAnswer[];
  /** A picture above the question. */
  picture?: Photo;
  totalVoters: number;
  recentVoters: PeerId[];
  closed?: boolean;
  /** Everybody may know who voted for what. */
  publicVoters?: boolean;
  multiple?: boolean;
  quiz?: boolean;
  /** Everybody may add answers. */
  openAnswers?: boolean;
  /** A vote cannot be taken back or changed. */
  finalVotes?: boolean;
  /** Everybody sees the answers in another order. */
  shuffled?: boolean;
  /** The results are told when it is closed. */
  hidesResults?: boolean;
  /** This account made it. */
  mine?: boolean;
  subscribersOnly?: boolean;
  /** Only who has a phone number of one of these countries votes: ISO 3166 codes. */
  countries?: string[];
  /** When it closes by itself, unix seconds. */
  closeDate?: number;
  /** What the author of a quiz says about the answer: known once it is solved. */
  solution?: FormattedText;
  /** Votes that its author has not seen. */
  unreadVotes?: boolean;
  /** What the server knows the poll by: two forms with the same hash have the same question and answers. */
  hash: string;
}

/** What a vote says about who votes: the options chosen. */
export const chosenOptions = (poll: Poll): string[] => poll.answers.filter((one) => one.chosen === true).map((one) => one.option);

export const hasVoted = (poll: Poll): boolean => poll.answers.some((one) => one.chosen === true);

/** Whether it takes no votes at a moment (unix seconds): it was closed, or its time is over. */
export const isPollClosed = (poll: Poll, now: number): boolean => poll.closed === true || (poll.closeDate !== undefined && poll.closeDate <= now);

/** The poll after this account has voted for `options` (none: took its vote back). What the others chose stays. */
export function withVote(poll: Poll, options: readonly string[]): Poll {
  const change = Number(options.length > 0) - Number(hasVoted(poll));
  const answers = poll.answers.map(({ chosen, ...answer }): PollAnswer => {
    const chooses = options.includes(answer.option);
    const difference = Number(chooses) - Number(chosen === true);
    return {
      ...answer,
      ...(answer.voters === undefined ? {} : { voters: Math.max(0, answer.voters + difference) }),
      ...(chooses ? { chosen: true } : {}),
    };
  });
  return { ...poll, answers, totalVoters: Math.max(0, poll.totalVoters + change) };
}

/** Whether a message is an own poll with votes that its author has not seen. What was forwarded shows the same poll, but does not count. */
export const hasUnreadVotes = (message: Message | undefined): boolean =>
  message?.media?.kind === 'poll' && message.media.poll.unreadVotes === true && message.out && message.forward === undefined;

/** The message with all votes seen. */
export function withoutUnreadVotes(message: Message): Message {
  if (message.media?.kind !== 'poll' || message.media.poll.unreadVotes !== true) return message;
  const { unreadVotes: _unread, ...poll } = message.media.poll;
  return { ...message, media: { kind: 'poll', poll } };
}

/**
 * Whole percentages that add up to 100 (largest remainder), for what each answer got. With several answers a voter each share is
 * of the voters, and the sum is what it is. Zeros when nobody voted.
 */
export function pollShares(votes: readonly number[], totalVoters: number): number[] {
  const sum = votes.reduce((total, one) => total + one, 0);
  if (totalVoters <= 0 || sum <= 0) return votes.map(() => 0);
  if (sum !== totalVoters) return votes.map((one) => Math.min(100, Math.round((one / totalVoters) * 100)));
  const exact = votes.map((one) => (one / sum) * 100);
  const shares = exact.map(Math.floor);
  let left = 100 - shares.reduce((total, one) => total + one, 0);
  // Answers with the same number of votes show the same share as long as there is enough to hand out.
  const order = exact.map((one, index) => ({ index, rest: one - Math.floor(one) })).filter(({ rest }) => rest > 0).sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order) {
    if (left <= 0) break;
    shares[index] = (shares[index] ?? 0) + 1;
    left -= 1;
  }
  return shares;
}

/** The answers as this account sees them: a shuffled poll has an order of its own for everybody, the same each time. */
export function shownAnswers(poll: Poll, self: PeerId | undefined): PollAnswer[] {
  if (poll.shuffled !== true || self === undefined || poll.mine === true) return poll.answers;
  const key = (option: string): number => fingerprint(`${self} ${poll.id} ${option}`);
  return poll.answers.toSorted((a, b) => key(a.option) - key(b.option) || (a.option < b.option ? -1 : 1));
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}

/** Why this account cannot vote, apart from its being closed. */
export type VoteObstacle = 'final' | 'subscribers' | 'country';

/** What a new poll is made of, as its author wrote it. */
export interface NewPoll {
  question: FormattedText;
  answers: FormattedText[];
  /** Below which text it stands, as a caption. */
  description?: FormattedText;
  publicVoters?: boolean;
  multiple?: boolean;
  finalVotes?: boolean;
  shuffled?: boolean;
  openAnswers?: boolean;
  hidesResults?: boolean;
  /** Which answer is right: makes it a quiz. */
  correct?: number[];
  solution?: FormattedText;
  /** Closes by itself after so many seconds. */
  closePeriod?: number;
}
