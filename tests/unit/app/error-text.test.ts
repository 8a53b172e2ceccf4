import { describe, expect, it } from 'vitest';
import { formatDuration, toAppErrorData } from '../../../src-main/app/error-text.ts';
import { OfflineError } from '../../../src-main/features/auth/index.ts';
import { CallFailure, RpcError } from '../../../src-main/mtproto/index.ts';
import { StoreError } from '../../../src-main/store/index.ts';

const rpc = (code: number, text: string) => toAppErrorData(new RpcError(code, text, 'test.method'));

describe('errors of the server', () => {
  it.each([
    [400, 'PHONE_NUMBER_INVALID', 'PHONE_INVALID'],
    [400, 'PHONE_NUMBER_BANNED', 'PHONE_BANNED'],
    [400, 'PHONE_CODE_INVALID', 'CODE_INVALID'],
    [400, 'PHONE_CODE_EXPIRED', 'CODE_EXPIRED'],
    [401, 'SESSION_PASSWORD_NEEDED', 'PASSWORD_NEEDED'],
    [400, 'FIRSTNAME_INVALID', 'NAME_INVALID'],
    [400, 'API_ID_INVALID', 'CREDENTIALS_INVALID'],
    [401, 'SESSION_REVOKED', 'UNAUTHORIZED'],
    [401, 'SOMETHING_NEW', 'UNAUTHORIZED'],
    [403, 'CHAT_WRITE_FORBIDDEN', 'FORBIDDEN'],
    [403, 'SOMETHING_NEW', 'FORBIDDEN'],
    [400, 'MESSAGE_TOO_LONG', 'MESSAGE_TOO_LONG'],
    [400, 'MESSAGE_NOT_MODIFIED', 'NOT_MODIFIED'],
    [406, 'PHONE_PASSWORD_FLOOD', 'SILENT'],
    [406, 'ANYTHING', 'SILENT'],
    [406, 'AUTH_KEY_DUPLICATED', 'UNAUTHORIZED'],
    [500, 'INTERNAL', 'SERVER'],
    [-503, 'Timeout', 'SERVER'],
    [400, 'SOMETHING_NEW', 'SERVER'],
  ] as const)('%i %s is %s, in a sentence', (code, text, expected) => {
    const data = rpc(code, text);
    expect(data.code).toBe(expected);
    expect(data.message).toMatch(/^[A-Z].*\.$/);
  });

  it('leaves 406 to the server, except for what the sign-in page shows in place', () => {
    const inSignIn = (text: string) => toAppErrorData(new RpcError(406, text, 'auth.sendCode')).code;
    expect(inSignIn('PHONE_NUMBER_INVALID')).toBe('PHONE_INVALID');
    expect(inSignIn('PHONE_PASSWORD_FLOOD')).toBe('FLOOD');
    expect(inSignIn('SOMETHING_NEW')).toBe('SILENT');
  });

  it('says how long to wait', () => {
    expect(rpc(420, 'FLOOD_WAIT_90')).toEqual({ code: 'FLOOD', message: 'Too many attempts. Try again in 1 minute 30 seconds.', retryAfter: 90 });
    expect(rpc(420, 'SLOWMODE_WAIT_30')).toEqual({
      code: 'FLOOD',
      message: 'Slow mode is on in this chat. You can write again in 30 seconds.',
      retryAfter: 30,
    });
  });

  it('shows nothing of a text that is no machine name', () => {
    expect(rpc(400, 'user Anna +491701234567').message).toBe('Telegram refused this.');
  });
});

describe('errors of this machine', () => {
  it.each([
    [new OfflineError(), 'OFFLINE'],
    [new CallFailure('timeout', 'x'), 'TIMEOUT'],
    [new CallFailure('closed', 'x'), 'CANCELLED'],
    [new DOMException('x', 'AbortError'), 'CANCELLED'],
    [new StoreError('diskFull'), 'DISK_FULL'],
    [new StoreError('corrupt'), 'DATABASE_CORRUPT'],
    [new StoreError('newerSchema'), 'DATABASE_CORRUPT'],
    [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'DISK_FULL'],
    [new TypeError('x is not a function'), 'INTERNAL'],
    ['a string', 'INTERNAL'],
    [undefined, 'INTERNAL'],
  ])('%s', (error, code) => {
    const data = toAppErrorData(error);
    expect(data.code).toBe(code);
    expect(data.message).toMatch(/^[A-Z].*\.$/);
  });
});

it.each([
  [0, '1 second'],
  [59.2, '1 minute'],
  [61, '1 minute 1 second'],
  [3600, '1 hour'],
  [3605, '1 hour'],
  [90_061, '1 day 1 hour'],
])('%d seconds are "%s"', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
