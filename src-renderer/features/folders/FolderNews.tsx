import { createResource, createSignal, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { FolderId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { PeerPicker } from '../dialogs/PeerPicker.tsx';
import s from './FolderNews.module.css';

const words = t.folders.joining;

/** Over a shared folder: the chats that its owner has added since. */
export function FolderNews(props: { id: FolderId }): JSX.Element {
  const { client, folders, layers, peers } = useApp();
  const [choosing, setChoosing] = createSignal(false);
  const [news, { mutate }] = createResource(
    () => (folders.folder(props.id)?.shared ? props.id : undefined),
    async (id) => {
      const found = await client.call('folders.news', { id }).catch(() => []);
      peers.put(found);
      return found;
    },
  );
  const take = (peerIds: PeerId[]) => {
    setChoosing(false);
    mutate([]);
    drop(client.call('folders.takeNews', { id: props.id, peerIds }).catch(layers.showError));
  };
  return (
    <Show when={(news()?.length ?? 0) > 0}>
      <div class={s.bar} role="status">
        <span class={s.text}>{words.news(news()?.length ?? 0)}</span>
        <button type="button" class={s.action} onClick={() => setChoosing(true)}>
          {words.look}
        </button>
        <button type="button" class={s.action} onClick={() => take([])}>
          {words.hide}
        </button>
      </div>
      <Show when={choosing()}>
        <PeerPicker
          title={words.text}
          button={words.join(news()?.length ?? 0)}
          only={news()?.map((peer) => peer.id) ?? []}
          chosen={news()?.map((peer) => peer.id) ?? []}
          onClose={() => setChoosing(false)}
          onDone={take}
        />
      </Show>
    </Show>
  );
}
