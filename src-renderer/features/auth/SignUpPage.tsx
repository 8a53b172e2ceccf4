import { createSignal, onMount, Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { AuthState } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { FormattedTextView } from '../messages/FormattedTextView.tsx';
import { createAttempt } from './attempt.ts';
import { AuthCard } from './AuthCard.tsx';
import s from './SignUpPage.module.css';
import { SubmitButton } from './SubmitButton.tsx';

const words = t.auth.signUp;

/** The name of a new account and the terms that it needs (core.telegram.org/api/auth, sign-up). */
export function SignUpPage(props: { state: Extract<AuthState, { step: 'signUp' }> }): JSX.Element {
  const { client, layers } = useApp();
  const attempt = createAttempt();
  const [firstName, setFirstName] = createSignal('');
  const [lastName, setLastName] = createSignal('');
  const [nameError, setNameError] = createSignal<string>();
  const [reading, setReading] = createSignal(false);
  const [agreed, setAgreed] = createSignal(false);
  const [oldEnough, setOldEnough] = createSignal(false);
  let field: HTMLInputElement | undefined;
  onMount(() => field?.focus());
  const terms = () => props.state.terms;

  const send = () =>
    drop(
      attempt
        .run((signal) => client.call('auth.signUp', { firstName: firstName().trim(), lastName: lastName().trim() }, { signal }))
        .then((done) => {
          if (!done) field?.focus();
        }),
    );
  const submit = () => {
    if (firstName().trim() === '') {
      setNameError(words.firstNameEmpty);
      return field?.focus();
    }
    if (terms()?.mustAccept && !agreed()) return setReading(true);
    send();
  };
  const agree = () => {
    setAgreed(true);
    setReading(false);
    if (firstName().trim() !== '') send();
  };
  const decline = () => {
    setReading(false);
    if (terms()?.mustAccept) attempt.setError(words.termsNeeded);
  };
  const back = () => drop(client.call('auth.cancelCode', {}).catch(layers.showError));

  return (
    <AuthCard
      title={words.title}
      lead={words.lead}
      onSubmit={submit}
      footer={
        <div class={s.footer}>
          <Show when={terms()}>
            <p>
              {words.termsNote}{' '}
              <button type="button" class={s.link} onClick={() => setReading(true)}>
                {words.termsLink}
              </button>
              .
            </p>
          </Show>
          <Button look="quiet" onClick={back}>
            {t.auth.code.changeNumber}
          </Button>
        </div>
      }
    >
      <TextField
        ref={field}
        label={words.firstName}
        dir="auto"
        autocomplete="given-name"
        maxlength={64}
        value={firstName()}
        error={nameError()}
        onInput={(event) => {
          setFirstName(event.currentTarget.value);
          setNameError(undefined);
          attempt.setError(undefined);
        }}
      />
      <TextField
        label={words.lastName}
        dir="auto"
        autocomplete="family-name"
        maxlength={64}
        value={lastName()}
        onInput={(event) => setLastName(event.currentTarget.value)}
      />
      <SubmitButton attempt={attempt} label={words.submit} error={attempt.error()} />
      <Show when={reading() && terms()}>
        {(text) => (
          <Dialog
            title={words.termsTitle}
            onClose={() => setReading(false)}
            buttons={
              <>
                <Button look="quiet" onClick={decline}>
                  {words.termsDecline}
                </Button>
                <Button look="primary" disabled={text().minimumAge !== undefined && !oldEnough()} onClick={agree}>
                  {words.termsAccept}
                </Button>
              </>
            }
          >
            <p class={s.terms} dir="auto">
              <FormattedTextView text={text().text.text} entities={text().text.entities} />
            </p>
            <Show when={text().minimumAge}>
              {(age) => (
                <label class={s.age}>
                  <input type="checkbox" checked={oldEnough()} onChange={(event) => setOldEnough(event.currentTarget.checked)} />
                  {words.termsAge(age())}
                </label>
              )}
            </Show>
          </Dialog>
        )}
      </Show>
    </AuthCard>
  );
}
