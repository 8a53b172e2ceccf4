import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import X from 'lucide-solid/icons/x';
import { createResource, createSignal, For, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import s from './Warnings.module.css';

/** At the foot of the list: what the person should know about this installation, until it is closed. */
export function Warnings(props: { narrow: boolean }): JSX.Element {
  const { client } = useApp();
  const [info] = createResource(() => client.call('app.info', {}).catch(() => undefined));
  const [closed, setClosed] = createSignal<readonly string[]>([]);
  const open = () => info()?.warnings.filter((warning) => !closed().includes(warning)) ?? [];
  return (
    <For each={open()}>
      {(warning) => (
        <div class={s.warning} role="note" data-tooltip={props.narrow ? warning : undefined}>
          <TriangleAlert class={s.sign} />
          <Show when={!props.narrow}>
            <p class={s.text}>{warning}</p>
            <IconButton label={t.app.close} onClick={() => setClosed((all) => [...all, warning])}>
              <X />
            </IconButton>
          </Show>
        </div>
      )}
    </For>
  );
}
