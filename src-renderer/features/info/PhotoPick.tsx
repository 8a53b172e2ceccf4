import Camera from 'lucide-solid/icons/camera';
import { createSignal, onCleanup, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { chooseFiles } from '../attach/choose-files.ts';
import s from './PhotoPick.module.css';
import { squarePhoto } from './square-photo.ts';

/** A round place for the photo of a chat that is being made: press it to choose one. */
export function PhotoPick(props: { onPick(photo: Blob | undefined): void }): JSX.Element {
  const { layers } = useApp();
  const [shown, setShown] = createSignal<string>();
  const show = (photo: Blob | undefined) => {
    const before = shown();
    if (before !== undefined) URL.revokeObjectURL(before);
    setShown(photo && URL.createObjectURL(photo));
    props.onPick(photo);
  };
  onCleanup(() => {
    const last = shown();
    if (last !== undefined) URL.revokeObjectURL(last);
  });
  const choose = async () => {
    const [file] = await chooseFiles({ accept: 'image/*', multiple: false });
    if (file) await squarePhoto(file).then(show, layers.showError);
  };
  return (
    <div class={s.pick}>
      <button type="button" class={s.place} aria-label={shown() ? t.info.changePhoto : t.info.setPhoto} data-tooltip={shown() ? t.info.changePhoto : t.info.setPhoto} onClick={() => void choose()}>
        <Show when={shown()} fallback={<Camera />}>
          {(url) => <img class={s.image} src={url()} alt="" />}
        </Show>
      </button>
      <Show when={shown()}>
        <button type="button" class={s.remove} onClick={() => show(undefined)}>
          {t.info.removePhoto}
        </button>
      </Show>
    </div>
  );
}
