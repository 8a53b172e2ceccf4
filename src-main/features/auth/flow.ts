import type { AuthState, CodeDelivery } from '#shared/model/index.ts';
import type { NextDelivery } from './sent-code.ts';

/** A code that was sent. `resendAt` is read from a clock that never jumps (`AuthClock.monotonic`), in milliseconds. */
export interface CodeStep {
  step: 'code';
  phone: string;
  hash: string;
  delivery: CodeDelivery;
  next?: NextDelivery;
  resendAt?: number;
}

export interface SignUpStep {
  step: 'signUp';
  phone: string;
  hash: string;
  terms?: NonNullable<(AuthState & { step: 'signUp' })['terms']>;
}

/** A step as it is kept on disk, so that a restart continues. `savedAt` and `resendAt` are unix milliseconds. */
export interface SavedFlow {
  apiId: number;
  savedAt: number;
  resendAt?: number;
  step: CodeStep | SignUpStep;
}

export interface AuthClock {
  /** Unix milliseconds; may jump. */
  now(): number;
  /** Milliseconds from any origin; never jumps. */
  monotonic(): number;
}

const CODE_LIFETIME_MS = 5 * 60_000;
const SIGN_UP_LIFETIME_MS = 24 * 3_600_000;

export function saveFlow(step: CodeStep | SignUpStep, apiId: number, clock: AuthClock): SavedFlow {
  const resendAt =
    step.step === 'code' && step.resendAt !== undefined ? clock.now() + step.resendAt - clock.monotonic() : undefined;
  return { apiId, savedAt: clock.now(), step, ...(resendAt === undefined ? {} : { resendAt }) };
}

/** The step to continue with after a restart; undefined when it is too old, from the future, or made with another api_id. */
export function restoreFlow(saved: SavedFlow | undefined, apiId: number, clock: AuthClock): CodeStep | SignUpStep | undefined {
  if (saved === undefined || saved.apiId !== apiId) return undefined;
  const age = clock.now() - saved.savedAt;
  if (age < 0 || age > (saved.step.step === 'code' ? CODE_LIFETIME_MS : SIGN_UP_LIFETIME_MS)) return undefined;
  if (saved.step.step === 'signUp') return saved.step;
  const { resendAt: _, ...step } = saved.step;
  if (saved.resendAt === undefined) return step;
  const wait = Math.min(saved.resendAt - clock.now(), CODE_LIFETIME_MS);
  return { ...step, resendAt: clock.monotonic() + Math.max(0, wait) };
}

/** The state that the renderer sees for a step; times become this machine's wall clock. */
export function toAuthState(step: CodeStep | SignUpStep, clock: AuthClock): AuthState {
  if (step.step === 'signUp') {
    return { step: 'signUp', phone: step.phone, ...(step.terms === undefined ? {} : { terms: step.terms }) };
  }
  return {
    step: 'code',
    phone: step.phone,
    delivery: step.delivery,
    ...(step.next === undefined ? {} : { nextDelivery: step.next }),
    ...(step.resendAt === undefined ? {} : { resendAt: Math.round(clock.now() + step.resendAt - clock.monotonic()) }),
  };
}
