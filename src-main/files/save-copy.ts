import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { numberedFileName } from '#shared/file-name.ts';
import { FileUnavailable } from './types.ts';
import type { MediaAnswer } from './types.ts';

/** Names that are tried before a folder counts as one that takes no file. */
const NAMES = 1000;

/**
 * Writes a file as it comes into a folder of the person: under a name that says it is not whole, then, when every byte is on the disk,
 * under `name`, or `name (1)` and so on where that is taken. Nothing that is there is touched. Resolves with the path.
 */
export async function saveCopy(
  answer: MediaAnswer & { ok: true },
  target: { folder: string; name: string },
  onProgress: (bytes: number) => void,
): Promise<string> {
  const { folder, name } = target;
  await mkdir(folder, { recursive: true });
  const partial = join(folder, `${name}.${randomBytes(4).toString('hex')}.part`);
  try {
    const handle = await open(partial, 'wx');
    try {
      const written = await writeAll(handle, answer.body, onProgress);
      if (written !== answer.size) throw new FileUnavailable(503, 'The file ended too early.');
      await handle.sync();
    } finally {
      await handle.close();
    }
    const path = await claim(folder, name);
    try {
      await rename(partial, path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return path;
  } catch (error) {
    await answer.body.cancel().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, body: ReadableStream<Uint8Array>, onProgress: (bytes: number) => void): Promise<number> {
  let written = 0;
  for await (const bytes of body) {
    for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
    written += bytes.length;
    onProgress(written);
  }
  return written;
}

/** Makes an empty file under the first name that is free, so that nobody else takes it before it is replaced. */
async function claim(folder: string, name: string): Promise<string> {
  for (let number = 0; number < NAMES; number++) {
    const path = join(folder, number === 0 ? name : numberedFileName(name, number));
    try {
      await (await open(path, 'wx')).close();
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new FileUnavailable(503, 'There are too many files of this name. Choose another folder.');
}
