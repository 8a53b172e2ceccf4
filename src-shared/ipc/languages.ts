import * as v from 'valibot';
import type { Language, LanguageState } from '../model/index.ts';
import { call, nothing, topic } from './spec.ts';

/** The language of the interface, with or without an account. */
export const languageCalls = {
  /** Those that Telegram offers, official ones first. */
  'languages.list': call<Language[]>()(nothing),
  'languages.choose': call<void>()(v.strictObject({ code: v.pipe(v.string(), v.maxLength(64)) })),
} as const;

export const languageTopics = {
  language: topic<LanguageState>()(nothing),
} as const;
