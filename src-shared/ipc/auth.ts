import * as v from 'valibot';
import type { AuthState, Country } from '../model/index.ts';
import { call, nothing, topic } from './spec.ts';

/** An account that may read and do nothing else. Dates are unix seconds. */
export interface Frozen {
  since: number;
  /** The account is deleted then, unless an appeal is granted. */
  until?: number;
  /** Where to appeal: a web address. */
  appealUrl: string;
}

export const authCalls = {
  'auth.setCredentials': call<void>()(
    v.strictObject({ apiId: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31 - 1)), apiHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)) }),
  ),
  'auth.countries': call<Country[]>()(nothing),
  'auth.sendCode': call<void>()(v.strictObject({ phone: v.pipe(v.string(), v.maxLength(64)) })),
  'auth.resendCode': call<void>()(nothing),
  /** Back to the phone page. */
  'auth.cancelCode': call<void>()(nothing),
  'auth.signIn': call<void>()(v.strictObject({ code: v.pipe(v.string(), v.minLength(1), v.maxLength(64)) })),
  'auth.signUp': call<void>()(
    v.strictObject({ firstName: v.pipe(v.string(), v.maxLength(256)), lastName: v.pipe(v.string(), v.maxLength(256)) }),
  ),
  'auth.logOut': call<void>()(nothing),
} as const;

export const authTopics = {
  'auth.state': topic<AuthState>()(nothing),
  /** Whether Telegram has frozen the account; null: it has not. */
  'account.frozen': topic<Frozen | null>()(nothing),
} as const;
