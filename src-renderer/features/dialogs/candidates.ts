import { createMemo, onCleanup, type Accessor } from 'solid-js';
import type { DialogRow, Peer, PeerId } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { createWindowStore } from '../../state/window-store.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { createSearch } from '../search/search-state.ts';

/** As many chats of a list as one window may hold; they are the newest. */
const CHATS = 200;

/** Chats to choose from, as long as the owner lives: the newest of the list and of the archive, and whatever else a query finds. */
export function createCandidates(app: AppState, query: Accessor<string>, fits: (peer: Peer) => boolean, also: Accessor<readonly PeerId[]> = () => []): Accessor<PeerId[]> {
  const listed = (['main', 'archive'] as const).map((folder) => {
    const rows = createWindowStore<PeerId, DialogRow>((row) => row.peerId);
    const listening = app.client.listen('dialogs.window', { folder, start: 0, count: CHATS }, (event) => {
      app.peers.put(event.upsert.map((row) => row.peer));
      if (!rows.apply(event)) listening.restart();
    });
    onCleanup(() => listening.dispose());
    return rows.order;
  });
  const wish = createMemo(() => (query().trim() === '' ? undefined : { query: query() }));
  const search = createSearch(app.client, app.peers, wish);
  return createMemo(() => {
    const words = query().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const near = [...listed.flatMap((order) => order()), ...also()].filter((id) => matches(app.peers.get(id), words));
    const far = wish() === undefined ? [] : (search.found()?.chats ?? []);
    return [...new Set([...near, ...far])].filter((id) => {
      const peer = app.peers.get(id);
      return peer !== undefined && fits(peer);
    });
  });
}

/** Whether every word is a part of a peer's name or username. */
export function matches(peer: Peer | undefined, words: readonly string[]): boolean {
  if (peer === undefined) return false;
  const name = `${chatTitle(peer)} ${peer.usernames.join(' ')}`.toLocaleLowerCase();
  return words.every((word) => name.includes(word));
}
