/** Bounds on what a decoder does for bytes that it does not trust. */
export interface TlLimits {
  /** Values of recursive types inside each other; the deepest honest ones (instant-view pages, rich text) stay far below. */
  readonly maxDepth: number;
  /** Bytes that one `gzip_packed` may inflate to. */
  readonly maxInflated: number;
  /** Whether bytes after the value are ignored; otherwise they are an error. */
  readonly allowTrailing: boolean;
}

export const defaultLimits: TlLimits = { maxDepth: 128, maxInflated: 16 * 1024 * 1024, allowTrailing: false };
