import { createEffect, createSignal, onCleanup, type Accessor } from 'solid-js';
import type { IpcClient } from '../../ipc/client.ts';

/** How long after the last key a public name is asked about. */
const CHECK_MS = 300;

/** Whether a public name can be had, as it is typed: a sentence why not, null when it can, undefined while that is not known. An empty name is not asked about. */
export function createUsernameCheck(client: IpcClient, name: Accessor<string>): Accessor<string | null | undefined> {
  const [verdict, setVerdict] = createSignal<string | null>();
  createEffect(() => {
    const username = name();
    setVerdict(undefined);
    if (username === '') return;
    let isOver = false;
    const timer = setTimeout(() => {
      client.call('newChat.checkUsername', { username }).then(
        (said) => !isOver && setVerdict(said),
        () => undefined,
      );
    }, CHECK_MS);
    onCleanup(() => {
      isOver = true;
      clearTimeout(timer);
    });
  });
  return verdict;
}

/** What was typed or pasted as a public name, without what stands around it. */
export const bareUsername = (text: string): string => text.trim().replace(/^@|^(https?:\/\/)?t\.me\//, '');
