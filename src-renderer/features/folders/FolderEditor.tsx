import Ban from 'lucide-solid/icons/ban';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { createResource, createSignal, For, Show, type JSX } from 'solid-js';
import { AppError, type FolderFlag, type FolderId, type PeerId, type SuggestedFolder } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PeerPicker } from '../dialogs/PeerPicker.tsx';
import s from './FolderEditor.module.css';
import { fittingIcon, FolderIcon, folderIcons } from './FolderIcon.tsx';

const words = t.folders.editor;
const takesIn: readonly FolderFlag[] = ['contacts', 'nonContacts', 'groups', 'channels', 'bots'];
const leavesOut: readonly FolderFlag[] = ['excludeMuted', 'excludeRead', 'excludeArchived'];
const TITLE_LENGTH = 12;

/** Makes or changes a folder: its name, icon and colour, what it takes in and what it leaves out. */
export function FolderEditor(props: { id?: FolderId | undefined; suggestion?: SuggestedFolder | undefined; onClose(): void }): JSX.Element {
  const app = useApp();
  const { client, folders, navigation } = app;
  const before = props.id === undefined ? props.suggestion : folders.folder(props.id);
  const folder = props.id === undefined ? undefined : folders.folder(props.id);
  const [title, setTitle] = createSignal(before?.title.text ?? '');
  const [emoticon, setEmoticon] = createSignal(before?.emoticon);
  const [color, setColor] = createSignal(folder?.color);
  const [flags, setFlags] = createSignal<readonly FolderFlag[]>(before?.flags ?? []);
  const [included, setIncluded] = createSignal<readonly PeerId[]>([...(before?.pinned ?? []), ...(before?.included ?? [])]);
  const [excluded, setExcluded] = createSignal<readonly PeerId[]>(before?.excluded ?? []);
  const [picking, setPicking] = createSignal<'included' | 'excluded'>();
  const [problem, setProblem] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const shownIcon = () => emoticon() ?? fittingIcon({ flags: [...flags()], included: [...included()], pinned: [] });
  // Chats that no window has named yet are asked for by name.
  createResource(
    () => [...included(), ...excluded()].filter((id) => app.peers.get(id) === undefined),
    async (missing) => {
      for (const peerId of missing) await client.call('peers.get', { peerId }).then((peer) => app.peers.put([peer]), () => undefined);
    },
  );

  const toggle = (flag: FolderFlag) => setFlags((all) => (all.includes(flag) ? all.filter((one) => one !== flag) : [...all, flag]));
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    const [icon, tag] = [emoticon(), color()];
    try {
      const { id } = await client.call('folders.save', {
        ...(props.id === undefined ? {} : { id: props.id }),
        title: title(),
        ...(icon === undefined ? {} : { emoticon: icon }),
        ...(tag === undefined ? {} : { color: tag }),
        flags: [...flags()],
        included: [...included()],
        excluded: [...excluded()],
      });
      props.onClose();
      if (props.id === undefined) navigation.showFolder(id);
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };

  const chats = (ids: () => readonly PeerId[], set: (change: (all: readonly PeerId[]) => readonly PeerId[]) => void) => (
    <For each={ids()}>
      {(id) => (
        <Show when={app.peers.get(id)}>
          {(peer) => (
            <li class={s.chat}>
              <Avatar peer={peer()} size={30} />
              <span class={s.chatTitle} dir="auto">
                {chatTitle(peer())}
              </span>
              <IconButton label={words.takeOut(chatTitle(peer()))} onClick={() => set((all) => all.filter((one) => one !== id))}>
                <X />
              </IconButton>
            </li>
          )}
        </Show>
      )}
    </For>
  );
  const checks = (of: readonly FolderFlag[]) => (
    <div class={s.checks}>
      <For each={of}>
        {(flag) => (
          <label class={s.check}>
            <input type="checkbox" checked={flags().includes(flag)} onChange={() => toggle(flag)} /> {words.kinds[flag]}
          </label>
        )}
      </For>
    </div>
  );

  return (
    <>
      <Dialog
        title={props.id === undefined ? words.newTitle : words.editTitle}
        onClose={props.onClose}
        buttons={
          <>
            <Button onClick={() => props.onClose()}>{t.app.cancel}</Button>
            <Button look="primary" busy={busy()} onClick={() => void save()}>
              {props.id === undefined ? words.create : words.save}
            </Button>
          </>
        }
      >
        <TextField
          label={words.name}
          value={title()}
          maxlength={TITLE_LENGTH}
          error={problem()}
          autofocus
          onInput={(event) => setTitle(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.isComposing) void save();
          }}
        />
        <fieldset class={s.icons} aria-label={words.icon}>
          <For each={folderIcons}>
            {(icon) => (
              <label class={s.icon} data-tooltip={words.icons[icon]}>
                <input type="radio" name="folder-icon" aria-label={words.icons[icon]} checked={shownIcon() === icon} onChange={() => setEmoticon(icon)} />
                <FolderIcon emoticon={icon} />
              </label>
            )}
          </For>
        </fieldset>

        <section class={s.part} aria-label={words.included}>
          <h3 class={s.heading}>{words.included}</h3>
          <Show when={!folder?.shared} fallback={<p class={s.note}>{words.sharedNote}</p>}>
            {checks(takesIn)}
          </Show>
          <ul>{chats(included, setIncluded)}</ul>
          <button type="button" class={s.add} onClick={() => setPicking('included')}>
            <Plus /> {words.addChats}
          </button>
        </section>
        <Show when={!folder?.shared}>
          <section class={s.part} aria-label={words.excluded}>
            <h3 class={s.heading}>{words.excluded}</h3>
            {checks(leavesOut)}
            <ul>{chats(excluded, setExcluded)}</ul>
            <button type="button" class={s.add} onClick={() => setPicking('excluded')}>
              <Plus /> {words.exceptChats}
            </button>
          </section>
        </Show>
        <section class={s.part} aria-label={words.color}>
          <h3 class={s.heading}>{words.color}</h3>
          <Show when={folders.overview()?.premium} fallback={<p class={s.note}>{words.colorNote}</p>}>
            <fieldset class={s.colors} aria-label={words.color}>
              <label class={s.color} data-tooltip={words.noColor}>
                <input type="radio" name="folder-color" aria-label={words.noColor} checked={color() === undefined} onChange={() => setColor(undefined)} />
                <Ban />
              </label>
              <For each={words.colors}>
                {(name, index) => (
                  <label class={s.color} data-tooltip={name} style={{ '--tag': `var(--peer-${index()})` }}>
                    <input type="radio" name="folder-color" aria-label={name} checked={color() === index()} onChange={() => setColor(index())} />
                    <span class={s.dot} />
                  </label>
                )}
              </For>
            </fieldset>
          </Show>
        </section>
      </Dialog>
      <Show when={picking()}>
        {(what) => (
          <PeerPicker
            title={what() === 'included' ? words.addChats : words.exceptChats}
            button={words.choose}
            chosen={what() === 'included' ? included() : excluded()}
            fits={(peer) => !folder?.shared || peer.kind === 'group' || peer.kind === 'supergroup' || peer.kind === 'channel'}
            onClose={() => setPicking(undefined)}
            onDone={(ids) => {
              const [mine, others] = what() === 'included' ? [setIncluded, setExcluded] : [setExcluded, setIncluded];
              mine(ids);
              others((all) => all.filter((id) => !ids.includes(id)));
              setPicking(undefined);
            }}
          />
        )}
      </Show>
    </>
  );
}
