import { createSignal, type Accessor } from 'solid-js';
import type { Frozen } from '#shared/ipc/auth.ts';
import type { IpcClient } from '../ipc/client.ts';
import { createTopic } from './topic.ts';

/** Whether Telegram has frozen the account, and the panel that says what that means. */
export interface FrozenState {
  /** Undefined when it is not, or nothing is known yet. */
  facts: Accessor<Frozen | undefined>;
  shown: Accessor<boolean>;
  show(): void;
  close(): void;
}

export function createFrozen(client: IpcClient): FrozenState {
  const known = createTopic(client, 'account.frozen', {});
  const [shown, setShown] = createSignal(false);
  return { facts: () => known() ?? undefined, shown, show: () => setShown(true), close: () => setShown(false) };
}
