import { drop } from '#shared/assert.ts';
import type { WindowChoice } from '#shared/ipc/window.ts';
import type { IpcClient } from '../ipc/client.ts';

/** What the person has chosen for windows, as texts by name; the part of `Storage` that is needed for it. */
export interface WindowChoices {
  getItem(name: WindowChoice): string | null;
  setItem(name: WindowChoice, value: string): void;
  removeItem(name: WindowChoice): void;
}

/** Brings the choices here, where they are read at once, and keeps each change. Without an answer everything is as it comes. */
export async function loadWindowChoices(client: IpcClient): Promise<WindowChoices> {
  const known = new Map(Object.entries(await client.call('window.choices', {}).catch(() => ({})))) as Map<WindowChoice, string>;
  const keep = (name: WindowChoice, value: string | null) => drop(client.call('window.choose', { name, value }).catch(() => undefined));
  return {
    getItem: (name) => known.get(name) ?? null,
    setItem(name, value) {
      known.set(name, value);
      keep(name, value);
    },
    removeItem(name) {
      known.delete(name);
      keep(name, null);
    },
  };
}
