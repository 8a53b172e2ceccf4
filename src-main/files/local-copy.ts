import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { tl } from '#tl';

/**
 * Whether a file on this machine is the one on the server, by the digests that the server tells
 * (core.telegram.org/method/upload.getFileHashes). `hashes` brings those from a place on.
 */
export async function isLocalCopy(path: string, size: number, hashes: (offset: number) => Promise<readonly tl.fileHash[]>): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (handle === undefined) return false;
  try {
    if ((await handle.stat()).size !== size) return false;
    for (let at = 0; at < size; ) {
      const found = (await hashes(at)).filter(({ offset }) => offset >= at).sort((a, b) => a.offset - b.offset);
      if (found[0]?.offset !== at) return false;
      for (const { offset, limit, hash } of found) {
        // What follows a gap is asked for anew.
        if (offset !== at) break;
        if (limit <= 0 || limit > size - at) return false;
        const bytes = Buffer.alloc(limit);
        const { bytesRead } = await handle.read(bytes, 0, limit, at);
        if (bytesRead !== limit || !createHash('sha256').update(bytes).digest().equals(hash)) return false;
        at += limit;
      }
    }
    return true;
  } finally {
    await handle.close();
  }
}
