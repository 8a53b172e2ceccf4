import { join } from 'node:path';
import { Attachments, defaultTransferLimits, UploadManager } from '../../../src-main/files/index.ts';
import type { UploadManagerContext } from '../../../src-main/files/index.ts';
import type { Store } from '../../../src-main/store/index.ts';
import type { FakeClock } from './fake-clock.ts';

/** Uploads and attachments over a real folder, with a server of the test's making and a clock that it moves. */
export function transfers(store: Store, client: unknown, clock: FakeClock, dir: string): { uploads: UploadManager; attachments: Attachments } {
  const now = (): number => clock.now();
  const after = (ms: number, action: () => void): { cancel: () => void } => ({ cancel: clock.schedule(ms, action) });
  const uploads = new UploadManager({
    client: client as UploadManagerContext['client'],
    store,
    clock: { wall: now, monotonic: now, after, soon: (action) => after(0, action) },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    limits: () => defaultTransferLimits,
    onWait: () => undefined,
  });
  const attachments = new Attachments({ store, dir: join(dir, 'attachments'), cacheDir: dir, now });
  return { uploads, attachments };
}
