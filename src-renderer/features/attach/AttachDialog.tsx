import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import FileIcon from 'lucide-solid/icons/file';
import Music from 'lucide-solid/icons/music';
import Play from 'lucide-solid/icons/play';
import Plus from 'lucide-solid/icons/plus';
import X from 'lucide-solid/icons/x';
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { FormattedText, PeerId, SendOptions } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createTopic } from '../../state/topic.ts';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segments } from '../../ui/Segments.tsx';
import type { RichFieldControl } from '../composer/RichField.tsx';
import { takesEffects } from '../composer/SendButton.tsx';
import { SendHow } from '../composer/SendHow.tsx';
import { WritingField } from '../composer/WritingField.tsx';
import s from './AttachDialog.module.css';
import { inspectFile, type AttachedFile, type OutgoingFile } from './attached-file.ts';
import { chooseFiles } from './choose-files.ts';
import { createPhotoMaker } from './photo-maker.ts';
import { attachAll } from './send-attached.ts';

/** More than this the engine does not take at a time. */
const MOST_FILES = 100;
const icons = { photo: FileIcon, file: FileIcon, video: Play, audio: Music };

/** What somebody wants to send: files, and how they should go. */
export interface Wish {
  files: readonly File[];
  asFiles?: boolean;
}

/** Shows what is about to be sent, in which order and how, with a caption. Stays open until the engine has everything. */
export function AttachDialog(props: {
  peerId: PeerId;
  wish: Wish;
  caption: FormattedText;
  /** Hands the files over to the outbox. */
  onSend(files: OutgoingFile[], caption: FormattedText, how: SendOptions): Promise<void>;
  /** With what was written, which goes back to the field. */
  onClose(caption: FormattedText): void;
}): JSX.Element {
  const app = useApp();
  const photos = createPhotoMaker();
  const limits = createTopic(app.client, 'config.limits', {});
  const [files, setFiles] = createSignal<readonly AttachedFile[]>([]);
  const [caption, setCaption] = createSignal(props.caption);
  const [asFiles, setAsFiles] = createSignal(props.wish.asFiles === true);
  const [highQuality, setHighQuality] = createSignal(false);
  const [inspecting, setInspecting] = createSignal(0);
  const [busy, setBusy] = createSignal(false);
  const [silent, setSilent] = createSignal(false);
  const [effect, setEffect] = createSignal<string>();
  const leaving = new AbortController();
  let lastKey = 0;

  async function add(wanted: readonly File[]): Promise<void> {
    const known = wanted.filter((file) => {
      if (file.size === 0) app.layers.toast(t.attach.empty(file.name), { kind: 'error' });
      return file.size > 0;
    });
    const room = MOST_FILES - files().length;
    if (known.length > room) app.layers.toast(t.attach.tooMany, { kind: 'error' });
    setInspecting((count) => count + 1);
    try {
      for (const file of known.slice(0, room)) {
        const looked = await inspectFile(file, ++lastKey, photos);
        if (leaving.signal.aborted) return release(looked);
        setFiles((all) => [...all, looked]);
      }
    } finally {
      setInspecting((count) => count - 1);
    }
    if (files().length === 0 && inspecting() === 0) props.onClose(caption());
  }

  // More may be pasted or dropped while the dialog is open.
  createEffect(on(() => props.wish, (wish) => void add(wish.files)));
  onCleanup(() => {
    leaving.abort();
    photos.dispose();
    for (const file of files()) release(file);
  });

  const remove = (file: AttachedFile) => {
    setFiles((all) => all.filter((other) => other !== file));
    release(file);
    if (files().length === 0) props.onClose(caption());
  };
  const move = (file: AttachedFile, by: 1 | -1) =>
    setFiles((all) => {
      const at = all.indexOf(file);
      const other = all[at + by];
      return other ? all.map((each, index) => (index === at ? other : index === at + by ? file : each)) : all;
    });

  const hasPhotos = createMemo(() => files().some((file) => file.kind === 'photo'));
  const onlyPhotos = () => files().length > 0 && !asFiles() && files().every((file) => file.kind === 'photo');
  const excess = () => caption().text.trim().length - (limits()?.captionLength ?? Infinity);

  const chosenHow = (): SendOptions => {
    const id = effect();
    return { ...(silent() ? { silent: true } : {}), ...(id === undefined ? {} : { effect: id }) };
  };
  async function send(how: SendOptions = chosenHow()): Promise<void> {
    if (busy() || inspecting() > 0 || files().length === 0 || excess() > 0) return;
    setBusy(true);
    try {
      const ready = await attachAll(files(), { asFiles: asFiles(), highQuality: highQuality() }, photos, leaving.signal);
      await props.onSend(ready, caption(), how);
    } catch (error) {
      if (!leaving.signal.aborted) app.layers.showError(error);
    } finally {
      setBusy(false);
    }
  }

  const title = () => (onlyPhotos() ? t.attach.photosTitle : t.attach.title)(Math.max(1, files().length));
  let field: RichFieldControl | undefined;
  return (
    <Dialog
      title={title()}
      onClose={() => props.onClose(caption())}
      buttons={
        <>
          <Button
            class={s.add}
            onClick={() => void chooseFiles().then(add)}
          >
            <Plus class={s.addIcon} />
            {t.attach.add}
          </Button>
          <Button onClick={() => props.onClose(caption())}>{t.app.cancel}</Button>
          <Button look="primary" busy={busy() || inspecting() > 0} disabled={excess() > 0} data-testid="attach-send" onClick={() => void send()}>
            {t.attach.send}
          </Button>
        </>
      }
    >
      <ul class={s.list} aria-label={t.attach.list}>
        <For each={files()}>
          {(file, index) => (
            <li class={s.item}>
              <span class={s.picture}>
                <Show when={file.preview} fallback={<Dynamic component={icons[file.kind]} />}>
                  {(preview) => <img class={s.preview} src={preview()} alt="" draggable={false} />}
                </Show>
              </span>
              <span class={s.facts}>
                <span class={s.name} dir="auto">
                  {file.file.name}
                </span>
                <span class={s.size}>{t.chat.bytes(file.file.size)}</span>
              </span>
              <IconButton label={t.attach.earlier(file.file.name)} disabled={busy() || index() === 0} onClick={() => move(file, -1)}>
                <ArrowUp />
              </IconButton>
              <IconButton label={t.attach.later(file.file.name)} disabled={busy() || index() === files().length - 1} onClick={() => move(file, 1)}>
                <ArrowDown />
              </IconButton>
              <IconButton label={t.attach.remove(file.file.name)} disabled={busy()} onClick={() => remove(file)}>
                <X />
              </IconButton>
            </li>
          )}
        </For>
      </ul>
      <Show when={hasPhotos()}>
        <div class={s.how}>
          <Segments
            label={t.attach.how}
            choices={[
              { value: 'photos', label: t.attach.asPhotos },
              { value: 'files', label: t.attach.asFiles },
            ]}
            value={asFiles() ? 'files' : 'photos'}
            onChoose={(value) => setAsFiles(value === 'files')}
          />
          <Show when={!asFiles()}>
            <label class={s.quality}>
              <input type="checkbox" checked={highQuality()} onChange={(event) => setHighQuality(event.currentTarget.checked)} />
              {t.attach.highQuality}
            </label>
          </Show>
        </div>
      </Show>
      <div class={s.caption} data-testid="caption">
        <WritingField
          peerId={props.peerId}
          value={caption()}
          onChange={setCaption}
          label={t.attach.caption}
          placeholder={t.attach.captionPlaceholder}
          onKeyDown={(event) => {
            if (event.isComposing || event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            void send();
          }}
          control={(made) => {
            field = made;
            queueMicrotask(() => field?.focus());
          }}
        />
      </div>
      <Show when={excess() > 0}>
        <p class={s.problem} role="alert">
          {t.attach.captionTooLong(excess())}
        </p>
      </Show>
      <SendHow
        silent={silent()}
        onSilent={setSilent}
        reminds={app.peers.get(props.peerId)?.isSelf === true}
        effect={takesEffects(app.peers.get(props.peerId)) ? { id: effect(), choose: setEffect } : undefined}
        disabled={busy() || inspecting() > 0 || excess() > 0}
        onSend={(how) => void send(how)}
      />
    </Dialog>
  );
}

function release(file: AttachedFile): void {
  if (file.preview !== undefined) URL.revokeObjectURL(file.preview);
}
