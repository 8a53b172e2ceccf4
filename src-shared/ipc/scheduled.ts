import * as v from 'valibot';
import type { Message, Peer } from '../model/index.ts';
import { entitySchema, messageIdSchema, peerIdSchema, textSchema } from './schemas.ts';
import { call, peerInput, topic } from './spec.ts';

const ids = v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100));
const date = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1));

/** How something is sent (`SendOptions`). */
export const sendOptionsSchema = v.strictObject({
  silent: v.optional(v.boolean()),
  scheduleDate: v.optional(date),
  effect: v.optional(v.pipe(v.string(), v.regex(/^\d{1,20}$/))),
});

/** What waits in a chat to be sent later, by date. Ids are those of this queue: they say nothing anywhere else. */
export interface ScheduledQueue {
  messages: Message[];
  /** Peers that the messages name; only those that this connection does not have in this form. */
  peers: Peer[];
  loading: boolean;
  /** It could not be read again: a sentence; what is known is shown. */
  problem?: string;
}

/** What is done with scheduled messages; those on their way into the queue have negative ids. */
export const scheduledCalls = {
  'scheduled.edit': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema, text: textSchema, entities: v.array(entitySchema) })),
  /** Gives messages another date; an album moves as a whole. */
  'scheduled.move': call<void>()(v.strictObject({ peerId: peerIdSchema, ids, date })),
  /** What is done with a change that the server refused. */
  'scheduled.retry': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'scheduled.discard': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema })),
  'scheduled.send': call<void>()(v.strictObject({ peerId: peerIdSchema, ids })),
  'scheduled.delete': call<void>()(v.strictObject({ peerId: peerIdSchema, ids })),
} as const;

export const scheduledTopics = {
  'scheduled.queue': topic<ScheduledQueue>()(peerInput),
} as const;
