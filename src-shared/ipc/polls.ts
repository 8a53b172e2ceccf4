import * as v from 'valibot';
import type { MessageId, Peer, PeerId, VoteObstacle } from '../model/index.ts';
import { entitySchema, messageIdSchema, peerIdSchema, textSchema } from './schemas.ts';
import { call, topic } from './spec.ts';

const place = { peerId: peerIdSchema, id: messageIdSchema };
const option = v.pipe(v.string(), v.regex(/^([0-9a-f]{2}){1,100}$/));
const formatted = v.strictObject({ text: v.pipe(textSchema, v.maxLength(4096)), entities: v.array(entitySchema) });

/** A poll as its author writes it. Only the shape: what is missing is said in words, by who makes it and by the server. */
export const newPollSchema = v.strictObject({
  question: formatted,
  answers: v.pipe(v.array(formatted), v.maxLength(100)),
  publicVoters: v.optional(v.boolean()),
  multiple: v.optional(v.boolean()),
  finalVotes: v.optional(v.boolean()),
  shuffled: v.optional(v.boolean()),
  openAnswers: v.optional(v.boolean()),
  hidesResults: v.optional(v.boolean()),
  /** Which answers are right: makes it a quiz. */
  correct: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99)))),
  solution: v.optional(formatted),
  /** Seconds. */
  closePeriod: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1))),
});

/** Some of those who voted. */
export interface VotePage {
  people: { peerId: PeerId; date: number }[];
  peers: Peer[];
  total: number;
  /** The mark of the next page. */
  next?: string;
}

/** What may be done with a poll beside what it says itself. */
export interface PollState {
  obstacle?: VoteObstacle;
  /** It can be closed by this account. */
  stop: boolean;
  /** Answers that this account may remove: hex names. */
  removable: string[];
  /** Most answers that a poll can have. */
  mostAnswers: number;
}

export const pollCalls = {
  /** Makes these the answers that this account votes for; none takes the vote back. Kept until the server has heard of it. */
  'polls.vote': call<void>()(v.strictObject({ ...place, options: v.pipe(v.array(option), v.maxLength(100)) })),
  /** Closes an own poll for good. */
  'polls.stop': call<void>()(v.strictObject(place)),
  /** Who voted for an answer, the latest first. */
  'polls.voters': call<VotePage>()(v.strictObject({ ...place, option, offset: v.optional(v.pipe(v.string(), v.maxLength(512))) })),
  'polls.addAnswer': call<void>()(v.strictObject({ ...place, answer: formatted })),
  'polls.removeAnswer': call<void>()(v.strictObject({ ...place, option })),
  /** What a poll may be made of: how long its texts may be (UTF-16 units), and how many answers it may have. */
  'polls.limits': call<{ question: number; answer: number; answers: number; solution: number }>()(v.strictObject({})),
} as const;

export const pollTopics = {
  /** A poll is on the screen: its results are kept up to date as long as somebody listens. */
  'polls.watch': topic<PollState>()(v.strictObject(place)),
} as const;

export type PollPlace = { peerId: PeerId; id: MessageId };
