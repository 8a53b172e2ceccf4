import type { FormattedText } from './entity.ts';
import type { Peer } from './peer.ts';

/** How a login code travels (core.telegram.org/type/auth.SentCodeType). `length` is absent for words and phrases. */
export type CodeDelivery =
  | { kind: 'app' | 'sms' | 'call'; length: number }
  | { kind: 'smsWord' | 'smsPhrase'; beginning?: string }
  | { kind: 'missedCall'; prefix: string; length: number }
  | { kind: 'flashCall' }
  | { kind: 'fragment'; url: string; length: number }
  | { kind: 'email'; pattern: string; length: number }
  | { kind: 'unsupported'; name: string };

/** Where signing in stands. Times are unix milliseconds of this machine. */
export type AuthState =
  | { step: 'starting' }
  /** No api_id and api_hash are known: the person is asked for them (my.telegram.org). */
  | { step: 'credentials' }
  | { step: 'phone'; suggestedCountry?: string; phone?: string; notice?: string }
  | {
      step: 'code';
      phone: string;
      delivery: CodeDelivery;
      /** What `auth.resendCode` would use; absent when there is no other way. */
      nextDelivery?: 'sms' | 'call' | 'flashCall' | 'missedCall' | 'fragment';
      resendAt?: number;
    }
  | { step: 'signUp'; phone: string; terms?: { text: FormattedText; minimumAge?: number; mustAccept: boolean } }
  | { step: 'ready'; self: Peer };

export interface Country {
  /** ISO 3166 alpha-2. */
  iso2: string;
  name: string;
  /** Calling code without "+". */
  code: string;
  /** National prefixes that tell countries of one calling code apart. */
  prefixes: string[];
  /** Like "XXX XXX XXXX". */
  patterns: string[];
}

export type ConnectionStatus =
  | { kind: 'waitingForNetwork' }
  /** `retryAt`: unix ms of the next attempt, when one is waited for. A proxy is in use in the first case. */
  | { kind: 'connectingToProxy'; retryAt?: number }
  | { kind: 'connecting'; retryAt?: number }
  | { kind: 'updating' }
  | { kind: 'ready' };
