/** Bytes that are no TL value of the expected type, or a value that TL cannot hold. `path` names the field (`message.media`). */
export class TlError extends Error {
  override readonly name: string = 'TlError';
  readonly reason: string;
  readonly path: string;

  constructor(reason: string, path = '') {
    super(path === '' ? reason : `${path}: ${reason}`);
    this.reason = reason;
    this.path = path;
  }

  /** The same error with the field that it is about. */
  at(path: string): TlError {
    return new TlError(this.reason, path);
  }
}

/**
 * A constructor that this layer does not know, or does not know as the type that was expected: what a newer server sends.
 * `offset` is where its id starts, in bytes from the start of the decoded value (inside a `gzip_packed`: of the inflated one).
 */
export class UnknownConstructorError extends TlError {
  override readonly name: string = 'UnknownConstructorError';
  readonly constructorId: number;
  readonly offset: number;
  readonly expected: string;

  constructor(constructorId: number, offset: number, expected: string, path = '') {
    super(`0x${(constructorId >>> 0).toString(16).padStart(8, '0')} at byte ${offset} is no known ${expected}`, path);
    this.constructorId = constructorId >>> 0;
    this.offset = offset;
    this.expected = expected;
  }

  override at(path: string): UnknownConstructorError {
    return new UnknownConstructorError(this.constructorId, this.offset, this.expected, path);
  }
}
