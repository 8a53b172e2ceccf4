import Pencil from 'lucide-solid/icons/pencil';
import { createEffect, createSignal, Match, on, onMount, Show, Switch, type JSX } from 'solid-js';
import { assertNever, drop } from '#shared/assert.ts';
import type { AppErrorCode, AuthState, CodeDelivery, Country } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { createAttempt } from './attempt.ts';
import { AuthCard } from './AuthCard.tsx';
import { CodeBoxes } from './CodeBoxes.tsx';
import s from './CodePage.module.css';
import { digitsOf, findCountry, formatPhone } from './phone.ts';
import { Resend } from './Resend.tsx';
import { SubmitButton } from './SubmitButton.tsx';

const words = t.auth.code;

/** Failures that say nothing about the code: it can be sent again as it is. */
const unreached: ReadonlySet<AppErrorCode | undefined> = new Set(['OFFLINE', 'TIMEOUT', 'SERVER']);

function sentence(delivery: CodeDelivery): string {
  switch (delivery.kind) {
    case 'app':
    case 'sms':
    case 'call':
    case 'flashCall':
    case 'fragment':
    case 'unsupported':
      return words.sent[delivery.kind];
    case 'missedCall':
      return words.sent.missedCall(digitsOf(delivery.prefix), delivery.length);
    case 'email':
      return words.sent.email(delivery.pattern);
    case 'smsWord':
      return words.sent.smsWord(delivery.beginning);
    case 'smsPhrase':
      return words.sent.smsPhrase(delivery.beginning);
    default:
      return assertNever(delivery, 'delivery');
  }
}

/** The login code, in the form that its way of delivery gives it. */
export function CodePage(props: { state: Extract<AuthState, { step: 'code' }>; countries: readonly Country[] }): JSX.Element {
  const { client, layers } = useApp();
  const attempt = createAttempt();
  const [code, setCode] = createSignal('');
  const [shakes, setShakes] = createSignal(0);
  let field: HTMLInputElement | undefined;
  const delivery = () => props.state.delivery;
  const digits = () => {
    const way = delivery();
    return 'length' in way ? way.length : undefined;
  };
  const beginning = () => {
    const way = delivery();
    return way.kind === 'smsWord' || way.kind === 'smsPhrase' ? way.beginning : undefined;
  };
  const phone = () => {
    const all = digitsOf(props.state.phone);
    return formatPhone(all, findCountry(props.countries, all));
  };
  const canType = () => digits() !== undefined || delivery().kind === 'smsWord' || delivery().kind === 'smsPhrase';

  onMount(() => field?.focus());
  createEffect(
    on(
      () => JSON.stringify(delivery()),
      () => {
        setCode('');
        attempt.setError(undefined);
        queueMicrotask(() => field?.focus());
      },
      { defer: true },
    ),
  );

  const submit = () => {
    const typed = code().trim();
    const start = beginning();
    if (typed === '' || (digits() !== undefined && typed.length < (digits() ?? 0))) return field?.focus();
    if (start && !typed.toLocaleLowerCase().startsWith(start.toLocaleLowerCase())) return attempt.setError(words.beginsWith(start));
    drop(
      attempt
        .run((signal) => client.call('auth.signIn', { code: typed }, { signal }))
        .then((done) => {
          if (done) return;
          // Only a code that was refused is of no use any more.
          if (attempt.error() !== undefined && !unreached.has(attempt.failure())) {
            if (digits() !== undefined) setCode('');
            setShakes((count) => count + 1);
          }
          field?.focus();
        }),
    );
  };
  const type = (next: string) => {
    attempt.setError(undefined);
    setCode(next);
    if (digits() !== undefined && next.length === digits()) submit();
  };
  const back = () => drop(client.call('auth.cancelCode', {}).catch(layers.showError));

  return (
    <AuthCard
      title={words.title}
      top={
        <p class={s.phone}>
          <span dir="ltr">{phone()}</span>
          <IconButton label={words.changeNumber} onClick={back}>
            <Pencil />
          </IconButton>
        </p>
      }
      lead={sentence(delivery())}
      onSubmit={submit}
      footer={<Resend state={props.state} />}
    >
      <Show when={delivery().kind === 'fragment' && delivery()}>
        {(way) => (
          <Button
            wide
            onClick={() => {
              const fragment = way();
              if (fragment.kind === 'fragment') window.open(fragment.url, '_blank', 'noreferrer,noopener');
            }}
          >
            {words.openFragment}
          </Button>
        )}
      </Show>
      <Switch>
        <Match when={digits()}>
          {(length) => (
            <CodeBoxes
              ref={(element) => (field = element)}
              length={length()}
              value={code()}
              error={attempt.error()}
              shakes={shakes()}
              busy={attempt.busy()}
              onType={type}
            />
          )}
        </Match>
        <Match when={canType()}>
          <TextField
            ref={field}
            label={delivery().kind === 'smsWord' ? words.wordLabel : words.phraseLabel}
            value={code()}
            error={attempt.error()}
            autocomplete="one-time-code"
            autocapitalize="off"
            spellcheck={false}
            onInput={(event) => type(event.currentTarget.value)}
          />
        </Match>
      </Switch>
      <Show when={canType()}>
        <SubmitButton attempt={attempt} label={t.auth.next} />
      </Show>
    </AuthCard>
  );
}
