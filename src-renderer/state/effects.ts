import { createMemo, createSignal, onCleanup } from 'solid-js';
import type { MessageEffect } from '#shared/ipc/effects.ts';
import type { IpcClient } from '../ipc/client.ts';

/** The animated effects of messages in private chats. */
export interface Effects {
  /** Those that this account may send. */
  usable(): readonly MessageEffect[];
  /** The emoji of an effect; undefined while it is not known. */
  emojiOf(id: string): string | undefined;
  /** They are about to be chosen from. */
  refresh(): void;
}

export function createEffects(client: IpcClient): Effects {
  const [all, setAll] = createSignal<readonly MessageEffect[]>([]);
  const listening = client.listen('effects.list', {}, setAll);
  onCleanup(() => listening.dispose());
  const emojis = createMemo(() => new Map(all().map(({ id, emoji }) => [id, emoji])));
  const asked = new Set<string>();
  const refresh = (unknown?: string): void => {
    client.call('effects.refresh', unknown === undefined ? {} : { unknown }).catch(() => undefined);
  };
  return {
    usable: createMemo(() => all().filter(({ usable }) => usable)),
    emojiOf: (id) => {
      const emoji = emojis().get(id);
      if (emoji === undefined && !asked.has(id)) {
        asked.add(id);
        refresh(id);
      }
      return emoji;
    },
    refresh: () => refresh(),
  };
}
