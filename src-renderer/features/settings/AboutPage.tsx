import { createResource, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Mark } from '../../ui/Mark.tsx';
import s from './AboutPage.module.css';
import { SettingsGroup } from './SettingsGroup.tsx';

const words = t.settings.aboutPage;

/** What this is: version, what it talks to, and with which version of the protocol. */
export function AboutPage(): JSX.Element {
  const { client } = useApp();
  const [info] = createResource(() => client.call('app.info', {}).catch(() => undefined));
  return (
    <>
      <div class={s.head}>
        <Mark size={72} />
        <p class={s.name}>{t.app.name}</p>
        <p class={s.note}>{words.note}</p>
      </div>
      <Show when={info()}>
        {(known) => (
          <SettingsGroup title={words.title}>
            <dl class={s.facts}>
              <dt>{words.version}</dt>
              <dd>{known().version}</dd>
              <dt>{words.environment}</dt>
              <dd>{words.environments[known().environment]}</dd>
              <dt>{words.layer}</dt>
              <dd>{known().layer}</dd>
              <dt>{words.host}</dt>
              <dd>{words.hosts[known().host]}</dd>
            </dl>
          </SettingsGroup>
        )}
      </Show>
    </>
  );
}
