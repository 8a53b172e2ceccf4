import { basename, dirname } from 'node:path';
import type { CallHandlers } from '#shared/ipc/handlers.ts';
import { parseMediaPath } from '#shared/media-path.ts';
import { AppError } from '#shared/model/index.ts';
import { FileUnavailable, type FileManager } from '../files/index.ts';

/** What the system says about a folder that takes no file. */
const UNWRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EEXIST', 'EISDIR']);

/** Keeps files of chats in the folder for downloads, which is not the page's to choose. */
export function savingHandlers(files: Pick<FileManager, 'save'>, folder: string): Pick<CallHandlers, 'files.save'> {
  return {
    'files.save': async ({ path, name }, { signal }) => {
      const media = parseMediaPath(path);
      if (media === undefined) throw new AppError({ code: 'INVALID_INPUT', message: 'This is not the path of a file.' });
      const saved = await files.save(media, { folder, name }, signal).catch((error: unknown) => {
        throw asSentence(error);
      });
      return { folder: dirname(saved), name: basename(saved) };
    },
  };
}

function asSentence(error: unknown): unknown {
  if (error instanceof FileUnavailable) return new AppError({ code: 'NOT_FOUND', message: error.message });
  if (!(error instanceof Error && 'code' in error && UNWRITABLE.has(String(error.code)))) return error;
  return new AppError({ code: 'FORBIDDEN', message: 'Files cannot be written to the folder for downloads. Use “Save as…” to choose another one.' });
}
