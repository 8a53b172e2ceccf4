import * as v from 'valibot';
import type { StorageState, StorageUsage } from '../model/index.ts';
import { storedMediaKinds } from '../model/index.ts';
import { peerIdSchema } from './schemas.ts';
import { call, nothing, topic } from './spec.ts';

export const storageCalls = {
  'storage.usage': call<StorageUsage>()(nothing),
  /** For how long and how many bytes of media are kept. */
  'storage.setLimits': call<StorageUsage>()(
    v.strictObject({
      maxAgeDays: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_650))),
      maxBytes: v.pipe(v.number(), v.integer(), v.minValue(100 * 1024 ** 2), v.maxValue(2 ** 50)),
    }),
  ),
  /** Removes cached media of one kind or of all kinds, or stored messages, of one chat or of all. What lives only on this machine stays. */
  'storage.clear': call<StorageUsage>()(
    v.strictObject({ what: v.picklist(['media', 'messages']), kind: v.optional(v.picklist(storedMediaKinds)), peerId: v.optional(peerIdSchema) }),
  ),
  /** The person has made room on the disk: looks at once whether that is enough. */
  'storage.look': call<void>()(nothing),
} as const;

export const storageTopics = {
  /** Whether this machine keeps what it is told to. */
  'storage.state': topic<StorageState>()(nothing),
} as const;
