import * as v from 'valibot';
import type { MessageId } from '../model/index.ts';
import { newPollSchema } from './polls.ts';
import { sendOptionsSchema } from './scheduled.ts';
import { entitySchema, messageIdSchema, peerIdSchema, textSchema } from './schemas.ts';
import { call } from './spec.ts';

const degrees = (most: number) => v.pipe(v.number(), v.minValue(-most), v.maxValue(most));
const formatted = v.strictObject({ text: v.pipe(textSchema, v.maxLength(4096)), entities: v.array(entitySchema) });

/** Something that is sent without a file. */
export const outgoingCardSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('poll'), poll: newPollSchema }),
  /** Somebody whose phone number this account knows. */
  v.strictObject({ kind: v.literal('contact'), userId: peerIdSchema }),
  v.strictObject({ kind: v.literal('location'), latitude: degrees(90), longitude: degrees(180) }),
]);

const task = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1));

export const cardCalls = {
  'cards.send': call<{ id: MessageId }>()(
    v.strictObject({
      peerId: peerIdSchema,
      card: outgoingCardSchema,
      replyToId: v.optional(messageIdSchema),
      threadId: v.optional(messageIdSchema),
      how: v.optional(sendOptionsSchema),
    }),
  ),
  /** Ticks a task of a checklist, or takes the tick off. Kept until the server has heard of it. */
  'cards.tick': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema, task, done: v.boolean() })),
  'cards.addTask': call<void>()(v.strictObject({ peerId: peerIdSchema, id: messageIdSchema, title: formatted })),
} as const;
