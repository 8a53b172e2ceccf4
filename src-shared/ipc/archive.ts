import * as v from 'valibot';
import type { ArchiveSettings } from '../model/index.ts';
import { call, nothing, topic } from './spec.ts';

/** How the archive of the account behaves, on all its devices. */
export const archiveCalls = {
  'archive.set': call<void>()(
    v.strictObject({ keepUnmuted: v.optional(v.boolean()), keepFolders: v.optional(v.boolean()), archiveStrangers: v.optional(v.boolean()) }),
  ),
} as const;

export const archiveTopics = {
  /** Listening asks the server. Settings are absent until they were heard of once; not every account may archive strangers. */
  'archive.settings': topic<{ settings?: ArchiveSettings; canArchiveStrangers: boolean; problem?: string }>()(nothing),
} as const;
