import { createEffect, createSignal, on, Show, splitProps, type JSX } from 'solid-js';
import { useApp } from '../state/app-state.tsx';

type Props = Omit<JSX.ImgHTMLAttributes<HTMLImageElement>, 'src' | 'onLoad' | 'onError'> & {
  /** A path of the model (see `MediaPath`). */
  path: string;
  /** Grows when the person asks for another try. */
  attempt?: number;
  onLoad?(): void;
  onError?(): void;
};

/** A picture of a chat. One that could not be loaded is tried again as soon as Telegram can be reached again. */
export function MediaImage(props: Props): JSX.Element {
  const { host, online } = useApp();
  const [own, image] = splitProps(props, ['path', 'attempt', 'onLoad', 'onError']);
  const [failed, setFailed] = createSignal(false);
  const [retries, setRetries] = createSignal(0);
  createEffect(
    on(online, (now) => {
      if (now && failed()) setRetries((count) => count + 1);
    }),
  );
  createEffect(on([() => own.path, () => own.attempt, retries], () => setFailed(false)));
  return (
    <Show when={`${own.attempt ?? 0} ${retries()} ${own.path}`} keyed>
      <img
        {...image}
        src={host.mediaUrl(own.path)}
        onLoad={() => own.onLoad?.()}
        onError={() => {
          setFailed(true);
          own.onError?.();
        }}
      />
    </Show>
  );
}
