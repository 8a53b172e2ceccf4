import { createResource, createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import type { AuthState, Country } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { AuthConnection } from './AuthConnection.tsx';
import { cls } from '../../ui/class.ts';
import s from './AuthPages.module.css';
import { CodePage } from './CodePage.tsx';
import { SuggestedLanguage } from '../languages/SuggestedLanguage.tsx';
import { SettingsPanel } from '../settings/SettingsPanel.tsx';
import { CredentialsPage } from './CredentialsPage.tsx';
import { PhonePage } from './PhonePage.tsx';
import { SignUpPage } from './SignUpPage.tsx';

/** Signing in, one page per step of `auth.state`. What was typed outlives the step. */
export function AuthPages(): JSX.Element {
  const { auth, client, settings } = useApp();
  const typedPhone = createSignal('');
  const [countries] = createResource<readonly Country[]>(() => client.call('auth.countries', {}), { initialValue: [] });
  const failed = () => countries.state === 'errored';
  const known = (): readonly Country[] => (failed() ? [] : countries.latest);
  const at = <Step extends AuthState['step']>(step: Step) => {
    const state = auth();
    return state?.step === step ? (state as Extract<AuthState, { step: Step }>) : undefined;
  };
  return (
    <main class={s.pages} aria-label={t.auth.region}>
      <Show when={settings.page()}>
        <div class={s.settings}>
          <div class={s.sheet}>
            <SettingsPanel />
          </div>
        </div>
      </Show>
      <div class={cls(s.column, settings.page() && s.covered)} inert={settings.page() !== undefined}>
        <div class={s.card}>
          <Switch>
            <Match when={at('credentials')}>
              <CredentialsPage />
            </Match>
            <Match when={at('phone')}>{(state) => <PhonePage state={state()} typed={typedPhone} countries={known()} countriesFailed={failed()} />}</Match>
            <Match when={at('code')}>{(state) => <CodePage state={state()} countries={known()} />}</Match>
            <Match when={at('signUp')}>{(state) => <SignUpPage state={state()} />}</Match>
          </Switch>
        </div>
        <AuthConnection />
        <SuggestedLanguage />
      </div>
    </main>
  );
}
