import * as v from 'valibot';
import { call, nothing, topic } from './spec.ts';

const effectId = v.pipe(v.string(), v.regex(/^\d{1,20}$/));

/** An animated effect of a message in a private chat (core.telegram.org/api/effects). */
export interface MessageEffect {
  /** Digits. */
  id: string;
  emoji: string;
  /** This account may send it. */
  usable: boolean;
}

export const effectCalls = {
  /** The list is about to be needed: it is asked for when it may be old, or does not have the effect `unknown`. */
  'effects.refresh': call<void>()(v.strictObject({ unknown: v.optional(effectId) })),
} as const;

export const effectTopics = {
  /** The effects that there are, in the server's order; empty until they were heard of once. */
  'effects.list': topic<MessageEffect[]>()(nothing),
} as const;
