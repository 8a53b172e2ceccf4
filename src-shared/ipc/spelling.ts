import * as v from 'valibot';
import type { SpellingState } from '../model/index.ts';
import { call, nothing, topic } from './spec.ts';

const word = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64));

/** How spelling is checked, with or without an account. */
export const spellingCalls = {
  'spelling.set': call<void>()(
    v.strictObject({
      on: v.optional(v.boolean()),
      languages: v.optional(v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/))), v.maxLength(20))),
    }),
  ),
  /** The dictionary of this computer: past its limit, words are refused. */
  'spelling.addWord': call<void>()(v.strictObject({ word })),
  'spelling.removeWord': call<void>()(v.strictObject({ word })),
} as const;

export const spellingTopics = {
  spelling: topic<SpellingState>()(nothing),
} as const;
