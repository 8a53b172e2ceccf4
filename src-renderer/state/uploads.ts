import { onCleanup } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { MessageId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';

export interface UploadProgress {
  id: MessageId;
  /** Bytes. */
  sent: number;
  total: number;
}

export interface Uploads {
  /** How far the file of a message has come; undefined while it is not under way. Follows the fields that are read. */
  of(id: MessageId): UploadProgress | undefined;
}

export function createUploads(client: IpcClient): Uploads {
  const [uploads, setUploads] = createStore<Record<number, UploadProgress>>({});
  const listening = client.listen('messages.uploads', {}, (all) => {
    setUploads(reconcile(Object.fromEntries(all.map((one) => [one.id, one]))));
  });
  onCleanup(() => listening.dispose());
  return { of: (id) => uploads[id] };
}
