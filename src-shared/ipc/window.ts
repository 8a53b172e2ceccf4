import * as v from 'valibot';
import { call, nothing } from './spec.ts';

/** What the person has chosen for the look and feel of all windows: how things are laid out, keys of their own, how fast sound is played. */
export const windowChoices = ['petrel.layout', 'petrel.keys', 'player.speed'] as const;
export type WindowChoice = (typeof windowChoices)[number];

export const windowCalls = {
  'window.choices': call<Partial<Record<WindowChoice, string>>>()(nothing),
  /** Null forgets it. Windows that are open keep what they have. */
  'window.choose': call<void>()(v.strictObject({ name: v.picklist(windowChoices), value: v.nullable(v.pipe(v.string(), v.maxLength(100_000))) })),
} as const;
