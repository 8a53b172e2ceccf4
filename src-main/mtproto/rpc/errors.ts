/**
 * An error that the server answered a call with (core.telegram.org/api/errors).
 *
 * `type` is the machine name with its integer parameters replaced by `%d` (`FLOOD_WAIT_%d`), `value` the first of them,
 * `raw` the text as received. `silent` is set for code 406: the person is told by a service notification instead.
 */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly type: string;
  readonly value: number | undefined;
  readonly raw: string;
  readonly method: string;
  readonly silent: boolean;

  constructor(code: number, raw: string, method: string) {
    const parsed = parseErrorMessage(raw);
    super(`${raw} (${code}) in ${method}`);
    this.code = code === 0 || Math.abs(code) >= 10_000 || parsed.invalid ? 500 : code;
    this.type = parsed.type;
    this.value = parsed.value;
    this.raw = raw;
    this.method = method;
    this.silent = this.code === 406;
  }
}

/** Why a call ended without an answer of the server. */
export type CallFailureReason =
  /** The client was closed. */
  | 'closed'
  /** `timeoutMs` passed. */
  | 'timeout'
  /** The answer holds constructors that this layer does not know. */
  | 'unparsable'
  /** The server forgot the message and cannot tell whether the call was executed; repeating it might do it twice. */
  | 'unknownOutcome'
  /** The call is larger than a server accepts. */
  | 'tooLarge'
  /** The data center is not among the known ones. */
  | 'unknownDc';

/** A call that ended locally, without an answer of the server. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly reason: CallFailureReason;
  readonly method: string;

  constructor(reason: CallFailureReason, method: string, options?: ErrorOptions) {
    super(`${method}: ${reason}`, options);
    this.reason = reason;
    this.method = method;
  }
}

interface ParsedError {
  type: string;
  value: number | undefined;
  invalid: boolean;
}

function parseErrorMessage(raw: string): ParsedError {
  // Bytes that are no UTF-8 were decoded to this.
  const invalid = raw.includes('\ufffd');
  const match = /^([A-Z0-9_]+)(?:: .*)?$/s.exec(raw);
  if (match?.[1] === undefined) {
    return { type: raw, value: undefined, invalid };
  }
  let value: number | undefined;
  const type = match[1]
    .split('_')
    .map((part, index) => {
      const digits = /^(\d+)(MIN|H|D)?$/.exec(part);
      // A leading number names a subject (2FA_…), it is no parameter.
      if (digits?.[1] === undefined || index === 0) return part;
      value ??= Number(digits[1]);
      return `%d${digits[2] ?? ''}`;
    })
    .join('_');
  return { type, value, invalid };
}
