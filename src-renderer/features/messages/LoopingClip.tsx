import { createSignal, onCleanup, onMount, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';

/** A silent clip that plays again and again while it is on the screen and the window is looked at; elsewhere it is not even loaded. */
export function LoopingClip(props: { path: string; class?: string | undefined }): JSX.Element {
  const { active, host } = useApp();
  const [onScreen, setOnScreen] = createSignal(false);
  let clip: HTMLVideoElement | undefined;
  onMount(() => {
    const observer = new IntersectionObserver((entries) => setOnScreen(entries.at(-1)?.isIntersecting === true));
    if (clip) observer.observe(clip);
    onCleanup(() => observer.disconnect());
  });
  return (
    <video
      ref={clip}
      class={props.class}
      src={onScreen() && active() ? host.mediaUrl(props.path) : undefined}
      muted
      loop
      autoplay
      playsinline
      aria-hidden="true"
      tabindex={-1}
    />
  );
}
