import { createSignal, createEffect, onCleanup, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Banner } from '../../ui/Banner.tsx';

const PATIENCE_MS = 800;

/** Says that the app's own process is gone, when it is for longer than a moment. */
export function LinkBanner(): JSX.Element {
  const { client } = useApp();
  const [visible, setVisible] = createSignal(false);
  createEffect(() => {
    if (client.link() !== 'lost') return setVisible(false);
    const timer = setTimeout(() => setVisible(true), PATIENCE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <Show when={visible()}>
      <Banner kind="danger">{t.link.lost}</Banner>
    </Show>
  );
}
