import { Show, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import s from '../composer/WriteBar.module.css';
import { openOrigin } from './source-menu.tsx';

/** In place of the field below what was saved from elsewhere: the way there, where there is one. */
export function SourceBar(props: { source: PeerId }): JSX.Element {
  const app = useApp();
  return (
    <div class={s.bar} data-testid="source-bar">
      <Show when={app.peers.get(props.source)} fallback={<p class={s.text}>{t.saved.aboutHidden}</p>}>
        {(peer) => (
          <Button look="quiet" onClick={() => app.navigation.open(props.source)}>
            {openOrigin(peer())}
          </Button>
        )}
      </Show>
    </div>
  );
}
