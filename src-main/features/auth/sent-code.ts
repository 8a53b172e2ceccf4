import type { tl } from '#tl';
import type { CodeDelivery } from '#shared/model/index.ts';

export type NextDelivery = 'sms' | 'call' | 'flashCall' | 'missedCall' | 'fragment';

/** How a code travels, from `auth.sentCode.type`. */
export function toDelivery(type: tl.auth.SentCodeType): CodeDelivery {
  switch (type._) {
    case 'auth.sentCodeTypeApp':
      return { kind: 'app', length: type.length };
    case 'auth.sentCodeTypeSms':
      return { kind: 'sms', length: type.length };
    case 'auth.sentCodeTypeCall':
      return { kind: 'call', length: type.length };
    case 'auth.sentCodeTypeSmsWord':
      return { kind: 'smsWord', ...(type.beginning === undefined ? {} : { beginning: type.beginning }) };
    case 'auth.sentCodeTypeSmsPhrase':
      return { kind: 'smsPhrase', ...(type.beginning === undefined ? {} : { beginning: type.beginning }) };
    case 'auth.sentCodeTypeMissedCall':
      return { kind: 'missedCall', prefix: type.prefix, length: type.length };
    case 'auth.sentCodeTypeFlashCall':
      return { kind: 'flashCall' };
    case 'auth.sentCodeTypeFragmentSms':
      return { kind: 'fragment', url: type.url, length: type.length };
    case 'auth.sentCodeTypeEmailCode':
      return { kind: 'email', pattern: type.emailPattern, length: type.length };
    case 'auth.sentCodeTypeSetUpEmailRequired':
      return { kind: 'unsupported', name: 'a login email that must be set up first' };
    case 'auth.sentCodeTypeFirebaseSms':
      return { kind: 'unsupported', name: 'a message that only official mobile apps can receive' };
  }
}

export function toNextDelivery(type: tl.auth.CodeType | undefined): NextDelivery | undefined {
  switch (type?._) {
    case 'auth.codeTypeSms':
      return 'sms';
    case 'auth.codeTypeCall':
      return 'call';
    case 'auth.codeTypeFlashCall':
      return 'flashCall';
    case 'auth.codeTypeMissedCall':
      return 'missedCall';
    case 'auth.codeTypeFragmentSms':
      return 'fragment';
    default:
      return undefined;
  }
}

/** Seconds until the code may be asked for in another way; undefined when there is no other way. */
export function resendDelay(sent: tl.auth.sentCode): number | undefined {
  if (sent.nextType === undefined) return undefined;
  if (sent.timeout !== undefined) return sent.timeout;
  return sent.type._ === 'auth.sentCodeTypeApp' ? 0 : 60;
}
