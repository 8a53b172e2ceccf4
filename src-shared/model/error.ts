/**
 * Stable codes of errors that cross the IPC boundary. The sentence for the person is made in main, from one table
 * (`src-main/app/error-text.ts`).
 */
export type AppErrorCode =
  | 'INVALID_INPUT'
  | 'CANCELLED'
  | 'OFFLINE'
  | 'TIMEOUT'
  | 'FLOOD'
  | 'PHONE_INVALID'
  | 'PHONE_BANNED'
  | 'CODE_INVALID'
  | 'CODE_EXPIRED'
  | 'PASSWORD_NEEDED'
  | 'NAME_INVALID'
  | 'CREDENTIALS_INVALID'
  | 'WRONG_STEP'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  /** The account is frozen: it reads, and does nothing else. */
  | 'FROZEN'
  | 'NOT_FOUND'
  /** There can be no more of something. */
  | 'LIMIT'
  | 'MESSAGE_TOO_LONG'
  | 'NOT_MODIFIED'
  | 'DISK_FULL'
  | 'DATABASE_CORRUPT'
  | 'SECURITY'
  | 'SERVER'
  /** The server tells the person itself (406): nothing is shown for the call. */
  | 'SILENT'
  | 'INTERNAL';

/** An error as the renderer gets it: what happened and what to do, in one sentence. */
export interface AppErrorData {
  code: AppErrorCode;
  message: string;
  /** Seconds until trying again makes sense. */
  retryAfter?: number;
}

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  readonly retryAfter: number | undefined;

  constructor(data: AppErrorData) {
    super(data.message);
    this.code = data.code;
    this.retryAfter = data.retryAfter;
  }

  toData(): AppErrorData {
    return { code: this.code, message: this.message, ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }) };
  }
}
