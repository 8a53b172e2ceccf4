import Copy from 'lucide-solid/icons/copy';
import Pencil from 'lucide-solid/icons/pencil';
import Trash from 'lucide-solid/icons/trash';
import { createResource, createSignal, For, Show, type JSX } from 'solid-js';
import { AppError, type FolderId, type FolderLink, type Peer, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { PeerChecks } from '../dialogs/PeerPicker.tsx';
import s from './ShareFolderDialog.module.css';

const words = t.folders.sharing;
const isShareable = (peer: Peer | undefined): boolean => peer?.kind === 'group' || peer?.kind === 'supergroup' || peer?.kind === 'channel';

/** The links of a folder, and making one: which of its chats whoever has the link may join. */
export function ShareFolderDialog(props: { id: FolderId; onClose(): void }): JSX.Element {
  const { client, folders, layers, peers } = useApp();
  const folder = () => folders.folder(props.id);
  const candidates = () => [...(folder()?.pinned ?? []), ...(folder()?.included ?? [])].filter((id) => isShareable(peers.get(id)));
  const isFit = () => (folder()?.flags.length ?? 0) + (folder()?.excluded.length ?? 0) === 0;
  const [links, { mutate, refetch }] = createResource(() => (folder()?.hasLinks ? client.call('folders.links', { id: props.id }).catch((): FolderLink[] => []) : Promise.resolve<FolderLink[]>([])));
  const [chosen, setChosen] = createSignal<readonly PeerId[]>();
  const [changing, setChanging] = createSignal<FolderLink>();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  createResource(async () => {
    const unknown = [...(folder()?.pinned ?? []), ...(folder()?.included ?? [])].filter((id) => peers.get(id) === undefined);
    for (const peerId of unknown) await client.call('peers.get', { peerId }).then((peer) => peers.put([peer]), () => undefined);
  });
  const selected = () => chosen() ?? changing()?.peerIds ?? candidates();
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };
  const save = () =>
    attempt(async () => {
      const link = changing();
      const peerIds = [...selected()];
      const made =
        link === undefined
          ? await client.call('folders.share', { id: props.id, title: '', peerIds })
          : await client.call('folders.editLink', { id: props.id, slug: link.slug, title: link.title, peerIds });
      mutate((all) => [...(all ?? []).filter((one) => one.slug !== made.slug), made]);
      setChanging(undefined);
      setChosen(undefined);
      if (link === undefined) await copy(made);
    });
  const copy = async (link: FolderLink) => {
    await navigator.clipboard.writeText(link.url).then(() => layers.toast(words.copied), () => undefined);
  };
  const remove = (link: FolderLink) =>
    attempt(async () => {
      await client.call('folders.deleteLink', { id: props.id, slug: link.slug });
      await refetch();
    });
  return (
    <Dialog
      title={words.title(folder()?.title.text ?? '')}
      onClose={props.onClose}
      buttons={
        <>
          <Button onClick={() => props.onClose()}>{words.done}</Button>
          <Show when={isFit() && candidates().length > 0}>
            <Button look="primary" busy={busy()} disabled={selected().length === 0} onClick={() => void save()}>
              {changing() === undefined ? words.create : t.folders.editor.save}
            </Button>
          </Show>
        </>
      }
    >
      <p>{!isFit() ? words.unfit : candidates().length === 0 ? words.nobody : words.text}</p>
      <Show when={problem()}>
        {(text) => (
          <p class={s.problem} role="alert">
            {text()}
          </p>
        )}
      </Show>
      <Show when={isFit()}>
        <Show when={(links()?.length ?? 0) > 0}>
          <ul class={s.links} aria-label={words.links}>
            <For each={links()}>
              {(link) => (
                <li class={s.link}>
                  <span class={s.texts}>
                    <span class={s.url} dir="ltr">
                      {link.url.replace('https://', '')}
                    </span>
                    <span class={s.note}>{[link.title, words.chats(link.peerIds.length)].filter(Boolean).join(', ')}</span>
                  </span>
                  <IconButton label={words.copy} onClick={() => void copy(link)}>
                    <Copy />
                  </IconButton>
                  <IconButton
                    label={words.edit}
                    onClick={() => {
                      setChanging(link);
                      setChosen(undefined);
                    }}
                  >
                    <Pencil />
                  </IconButton>
                  <IconButton label={words.delete} onClick={() => void remove(link)}>
                    <Trash />
                  </IconButton>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <Show when={candidates().length > 0}>
          <PeerChecks
            ids={candidates()}
            chosen={selected()}
            label={words.text}
            onToggle={(id) => setChosen(selected().includes(id) ? selected().filter((one) => one !== id) : [...selected(), id])}
          />
        </Show>
      </Show>
    </Dialog>
  );
}
