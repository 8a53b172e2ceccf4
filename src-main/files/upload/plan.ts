import { UploadFailure } from './failure.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
/** Up to and including this size the small form is used (core.telegram.org/api/files, Uploading files). */
export const SMALL_FORM_LIMIT = 10 * MIB;
/** The largest part that servers take. What is large goes in these: each part costs a message, an answer and an acknowledgement. */
export const LARGEST_PART = 512 * KIB;
/** Parts are made larger rather than more than this. */
const PARTS_WANTED = 4000;

/** What a file is for. Photos, video notes, clips and ringtones always go in the small form, whatever their size. */
export type UploadPurpose = 'document' | 'smallForm';

/** How a file is cut up. `size` and `parts` are unknown while what makes the file still runs. */
export interface UploadPlan {
  size: number | undefined;
  /** Bytes of every part but the last. */
  partSize: number;
  parts: number | undefined;
  /** `upload.saveBigFilePart` and `inputFileBig` instead of `upload.saveFilePart` and `inputFile`. */
  big: boolean;
}

/** Cuts a file into parts (core.telegram.org/api/files#uploading-files). Throws `UploadFailure` for what no server takes. */
export function planUpload(size: number | undefined, purpose: UploadPurpose, maxParts: number): UploadPlan {
  if (size === undefined) return { size, partSize: LARGEST_PART, parts: undefined, big: true };
  if (size === 0) throw new UploadFailure('empty');
  const big = purpose === 'document' && size > SMALL_FORM_LIMIT;
  let partSize = big ? LARGEST_PART : size < MIB ? 32 * KIB : 64 * KIB;
  while (partSize < LARGEST_PART && Math.ceil(size / partSize) > Math.min(PARTS_WANTED, maxParts)) partSize *= 2;
  const parts = Math.ceil(size / partSize);
  if (parts > maxParts) throw new UploadFailure('tooLarge');
  return { size, partSize, parts, big };
}
