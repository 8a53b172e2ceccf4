import File from 'lucide-solid/icons/file';
import Image from 'lucide-solid/icons/image';
import { createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { filesOf, isTextPaste } from './attached-file.ts';
import type { Wish } from './AttachDialog.tsx';
import s from './DropZones.module.css';

type Zone = 'photos' | 'files';

/** Takes files that are dropped on, or pasted into, what `around` is. */
export function DropZones(props: { around: HTMLElement; onFiles(wish: Wish): void }): JSX.Element {
  const app = useApp();
  /** What is dragged over the chat: pictures can go two ways. */
  const [dragged, setDragged] = createSignal<'pictures' | 'files'>();
  const [over, setOver] = createSignal<Zone>();
  let depth = 0;

  function take(data: DataTransfer, zone: Zone): void {
    const { files, folders } = filesOf(data);
    if (folders) app.layers.toast(t.attach.folder, { kind: 'error' });
    if (files.length > 0) props.onFiles({ files, ...(zone === 'files' ? { asFiles: true } : {}) });
  }

  const stop = () => {
    depth = 0;
    setDragged(undefined);
    setOver(undefined);
  };
  const onDragEnter = (event: DragEvent) => {
    const kind = draggedKind(event.dataTransfer);
    if (kind === undefined) return;
    event.preventDefault();
    depth += 1;
    setDragged(kind);
  };
  const onDragOver = (event: DragEvent) => {
    if (dragged() === undefined || !event.dataTransfer) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    const zone = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-drop]')?.dataset['drop'] : undefined;
    setOver(zone === 'photos' || zone === 'files' ? zone : undefined);
  };
  const onDragLeave = () => {
    depth -= 1;
    if (depth <= 0) stop();
  };
  const onDrop = (event: DragEvent) => {
    const zone = over() ?? 'photos';
    const isOurs = dragged() !== undefined;
    stop();
    if (!isOurs || !event.dataTransfer) return;
    event.preventDefault();
    take(event.dataTransfer, zone);
  };
  const onPaste = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    if (!data || data.files.length === 0 || isTextPaste(data)) return;
    event.preventDefault();
    take(data, 'photos');
  };

  onMount(() => {
    const { around } = props;
    around.addEventListener('dragenter', onDragEnter);
    around.addEventListener('dragover', onDragOver);
    around.addEventListener('dragleave', onDragLeave);
    around.addEventListener('drop', onDrop);
    around.addEventListener('paste', onPaste);
    onCleanup(() => {
      around.removeEventListener('dragenter', onDragEnter);
      around.removeEventListener('dragover', onDragOver);
      around.removeEventListener('dragleave', onDragLeave);
      around.removeEventListener('drop', onDrop);
      around.removeEventListener('paste', onPaste);
    });
  });

  return (
    <Show when={dragged()}>
      {(kind) => (
        <div class={s.zones} data-testid="drop-zones">
          <Show when={kind() === 'pictures'}>
            <div class={cls(s.zone, over() === 'files' && s.over)} data-drop="files">
              <File />
              {t.attach.dropFiles}
            </div>
          </Show>
          <div class={cls(s.zone, over() === 'photos' && s.over)} data-drop="photos">
            <Image />
            {kind() === 'pictures' ? t.attach.dropPhotos : t.attach.drop}
          </div>
        </div>
      )}
    </Show>
  );
}

/** While something is dragged only its kinds are known. What is dragged within the page is not for us. */
function draggedKind(data: DataTransfer | null): 'pictures' | 'files' | undefined {
  if (!data?.types.includes('Files')) return undefined;
  const items = [...data.items].filter((item) => item.kind === 'file');
  const arePictures = items.length > 0 && items.every((item) => item.type.startsWith('image/') && item.type !== 'image/gif');
  return arePictures ? 'pictures' : 'files';
}
