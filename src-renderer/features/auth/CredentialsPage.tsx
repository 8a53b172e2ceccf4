import { createSignal, Index, onMount, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { TextField } from '../../ui/TextField.tsx';
import { createAttempt } from './attempt.ts';
import { AuthCard } from './AuthCard.tsx';
import s from './CredentialsPage.module.css';
import { SubmitButton } from './SubmitButton.tsx';

const words = t.auth.credentials;

/** Asks for the api_id and api_hash that Telegram wants from each app (core.telegram.org/api/obtaining_api_id). */
export function CredentialsPage(): JSX.Element {
  const { client } = useApp();
  const attempt = createAttempt();
  const [apiId, setApiId] = createSignal('');
  const [apiHash, setApiHash] = createSignal('');
  const [idError, setIdError] = createSignal<string>();
  const [hashError, setHashError] = createSignal<string>();
  let first: HTMLInputElement | undefined;
  let second: HTMLInputElement | undefined;
  onMount(() => first?.focus());

  const submit = () => {
    const id = Number(apiId().trim());
    const hash = apiHash().trim().toLowerCase();
    const idIsRight = /^\d{1,10}$/.test(apiId().trim()) && id >= 1 && id < 2 ** 31;
    const hashIsRight = /^[0-9a-f]{32}$/.test(hash);
    setIdError(idIsRight ? undefined : words.apiIdInvalid);
    setHashError(hashIsRight ? undefined : words.apiHashInvalid);
    if (!idIsRight) return first?.focus();
    if (!hashIsRight) return second?.focus();
    drop(attempt.run((signal) => client.call('auth.setCredentials', { apiId: id, apiHash: hash }, { signal })));
  };

  return (
    <AuthCard title={words.title} lead={words.lead} onSubmit={submit}>
      <ol class={s.steps}>
        <Index each={words.steps}>
          {(step, index) => (
            <li>
              {step()}{' '}
              {index === 0 && (
                <a class={s.link} href="https://my.telegram.org/apps" target="_blank" rel="noreferrer noopener">
                  {words.site}
                </a>
              )}
            </li>
          )}
        </Index>
      </ol>
      <TextField
        ref={first}
        label={words.apiId}
        hint={words.apiIdHint}
        error={idError()}
        value={apiId()}
        inputmode="numeric"
        autocomplete="off"
        onInput={(event) => {
          setApiId(event.currentTarget.value);
          setIdError(undefined);
        }}
      />
      <TextField
        ref={second}
        label={words.apiHash}
        hint={words.apiHashHint}
        error={hashError()}
        value={apiHash()}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => {
          setApiHash(event.currentTarget.value);
          setHashError(undefined);
        }}
      />
      <SubmitButton attempt={attempt} label={t.auth.next} error={attempt.error()} />
    </AuthCard>
  );
}
