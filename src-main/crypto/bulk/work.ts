import { wipe } from '../bytes.ts';
import { countInPlace } from '../ctr-stream.ts';
import { decryptInPlace, encryptInPlace } from '../packet-body.ts';
import { secretsIn } from './memory.ts';
import type { BulkJob } from './types.ts';

/** Does a job on this thread; the keys are wiped whatever comes of it. Returns whether the bytes are what they should be. */
export function work({ do: kind, memory, start, length, direction, masked }: BulkJob): boolean {
  const { all, authKey, key, counter } = secretsIn(memory);
  const bytes = new Uint8Array(memory, start, length);
  const count = (): void => {
    if (masked !== undefined) countInPlace(bytes.subarray(masked.from), { key, counter, used: masked.used });
  };
  try {
    switch (kind) {
      case 'open':
        count();
        return decryptInPlace(authKey, bytes, direction);
      case 'seal':
        encryptInPlace(authKey, bytes, direction);
        count();
        return true;
      case 'count':
        count();
        return true;
    }
  } finally {
    wipe(all);
  }
}
