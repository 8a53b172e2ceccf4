import { batch, createEffect, createMemo, createSignal, on, onCleanup, untrack, type Accessor } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { DialogWindow } from '#shared/ipc/dialogs.ts';
import type { ArchiveSummary, ChatListId, DialogRow, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import type { Peers } from './peers.ts';
import { createWindowStore } from './window-store.ts';

/** What stands at one index of a chat list: a chat, or the name of a place whose chat is not here yet. */
export type DialogSlot = PeerId | `hole:${number}`;

export const isHole = (slot: DialogSlot): slot is `hole:${number}` => typeof slot === 'string';

export interface DialogsMeta {
  /** Nothing has been heard from the engine yet, or it has never loaded the first page. */
  loading: boolean;
  total: number;
  archive: ArchiveSummary | undefined;
}

export interface Dialogs {
  meta: DialogsMeta;
  /** The whole list, as long as it is known to be. */
  slots: Accessor<readonly DialogSlot[]>;
  row(peerId: PeerId): DialogRow | undefined;
  /** Says which indexes are on the screen, so that the rows around them are here. */
  show(first: number, last: number): void;
  /** Keeps the order as it is until the returned function is called: while a menu is open or the pointer is down. */
  holdOrder(): () => void;
}

const WINDOW_ROWS = 160;
const ROWS_BEFORE = 60;
const CLOSE_TO_EDGE = 20;
const STEP = 20;

/** One chat list (main, archive or a folder) as a window over the engine's list; `open`: the chat that a folder keeps while one reads it. */
export function createDialogs(client: IpcClient, peers: Peers, folder: ChatListId, open?: Accessor<PeerId | undefined>): Dialogs {
  const store = createWindowStore<PeerId, DialogRow>((row) => row.peerId);
  const [meta, setMeta] = createStore<DialogsMeta>({ loading: true, total: 0, archive: undefined });
  const [start, setStart] = createSignal(0);
  const holeNames: `hole:${number}`[] = [];
  let wantedStart = 0;
  let holds = 0;
  let heldEvent: DialogWindow | undefined;

  const hole = (index: number): `hole:${number}` => (holeNames[index] ??= `hole:${index}`);

  function take(event: DialogWindow): void {
    if (holds > 0) {
      heldEvent = merge(heldEvent, event);
      return;
    }
    batch(() => {
      peers.put(event.upsert.map((row) => row.peer));
      if (!store.apply(event)) return listening.restart();
      setStart(event.start);
      setMeta({ loading: event.loading, total: Math.max(event.total, event.start + event.order.length), archive: event.archive });
    });
  }

  const input = () => {
    const keep = typeof folder === 'number' ? open?.() : undefined;
    return { folder, start: wantedStart, count: WINDOW_ROWS, ...(keep === undefined ? {} : { keep }) };
  };
  const listening = client.listen('dialogs.window', untrack(input), take);
  if (typeof folder === 'number' && open) createEffect(on(open, () => listening.retune(input()), { defer: true }));
  onCleanup(() => listening.dispose());

  const slots = createMemo((): readonly DialogSlot[] => {
    const order = store.order();
    const before = start();
    const all: DialogSlot[] = [];
    for (let index = 0; index < before; index++) all.push(hole(index));
    all.push(...order);
    for (let index = all.length; index < meta.total; index++) all.push(hole(index));
    return all;
  });

  return {
    meta,
    slots,
    row: store.row,
    show(first, last) {
      const nearStart = wantedStart > 0 && first < wantedStart + CLOSE_TO_EDGE;
      const nearEnd = last > wantedStart + WINDOW_ROWS - CLOSE_TO_EDGE;
      if (!nearStart && !nearEnd) return;
      const next = Math.max(0, Math.floor((first - ROWS_BEFORE) / STEP) * STEP);
      if (next === wantedStart) return;
      wantedStart = next;
      listening.retune(untrack(input));
    },
    holdOrder() {
      holds++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds--;
        const event = heldEvent;
        if (holds > 0 || !event) return;
        heldEvent = undefined;
        take(event);
      };
    },
  };
}

/** Two diffs in a row as one: the later order, and the later form of each row. */
function merge(earlier: DialogWindow | undefined, later: DialogWindow): DialogWindow {
  if (!earlier) return later;
  const replaced = new Set(later.upsert.map((row) => row.peerId));
  return { ...later, upsert: [...earlier.upsert.filter((row) => !replaced.has(row.peerId)), ...later.upsert] };
}
