import { createSignal, Match, Switch, type JSX } from 'solid-js';
import type { AuthState } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { AuthConnection } from './AuthConnection.tsx';
import s from './AuthPages.module.css';
import { CodePage } from './CodePage.tsx';
import { CredentialsPage } from './CredentialsPage.tsx';
import { PhonePage } from './PhonePage.tsx';
import { SignUpPage } from './SignUpPage.tsx';

/** Signing in, one page per step of `auth.state`. What was typed outlives the step. */
export function AuthPages(): JSX.Element {
  const { auth } = useApp();
  const typedPhone = createSignal('');
  const at = <Step extends AuthState['step']>(step: Step) => {
    const state = auth();
    return state?.step === step ? (state as Extract<AuthState, { step: Step }>) : undefined;
  };
  return (
    <main class={s.pages} aria-label={t.auth.region}>
      <div class={s.column}>
        <Switch>
          <Match when={at('credentials')}>
            <CredentialsPage />
          </Match>
          <Match when={at('phone')}>{(state) => <PhonePage state={state()} typed={typedPhone} />}</Match>
          <Match when={at('code')}>{(state) => <CodePage state={state()} />}</Match>
          <Match when={at('signUp')}>{(state) => <SignUpPage state={state()} />}</Match>
        </Switch>
        <AuthConnection />
      </div>
    </main>
  );
}
