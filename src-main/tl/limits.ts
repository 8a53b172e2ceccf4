/** Bounds on what a decoder does for bytes that it does not trust. */
export interface TlLimits {
  /** Values of recursive types inside each other; the deepest honest ones (instant-view pages, rich text) stay far below. */
  readonly maxDepth: number;
  /** Bytes that one `gzip_packed` may inflate to. */
  readonly maxInflated: number;
  /** Whether bytes after the value are ignored; otherwise they are an error. */
  readonly allowTrailing: boolean;
  /** Memory for byte strings from `largeBytes` on: so many bytes with anything in them; an array of its own for each when absent. */
  readonly allocate?: (length: number) => Uint8Array;
}

/** Byte strings from this size on may be put into memory that the caller has for them. */
export const largeBytes = 65_536;

export const defaultLimits: TlLimits = { maxDepth: 128, maxInflated: 16 * 1024 * 1024, allowTrailing: false };
