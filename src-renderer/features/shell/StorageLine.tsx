import { createSignal, onCleanup, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { StorageState } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';

const words = t.settings.storagePage;

/** While the disk takes nothing: says so, with the way out. */
export function StorageLine(): JSX.Element {
  const { client, layers, settings } = useApp();
  const [state, setState] = createSignal<StorageState['kind']>('fine');
  const listening = client.listen('storage.state', {}, ({ kind }) => setState(kind));
  onCleanup(() => listening.dispose());
  return (
    <Show when={state() !== 'fine'}>
      <Banner
        kind="danger"
        action={
          <Show
            when={state() === 'full'}
            fallback={
              <Button look="quiet" onClick={() => drop(client.call('storage.look', {}).catch(layers.showError))}>
                {words.again}
              </Button>
            }
          >
            <Button look="quiet" onClick={() => settings.open('storage')}>
              {words.makeRoom}
            </Button>
          </Show>
        }
      >
        {state() === 'full' ? words.full : words.failing}
      </Banner>
    </Show>
  );
}
