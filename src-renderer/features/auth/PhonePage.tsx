import { createEffect, createSignal, on, onMount, type JSX, type Signal } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { AuthState, Country } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { TextField } from '../../ui/TextField.tsx';
import { createAttempt } from './attempt.ts';
import { AuthCard } from './AuthCard.tsx';
import { CountrySelect } from './CountrySelect.tsx';
import { caretAfterDigits, digitsOf, findCountry, formatPhone } from './phone.ts';
import { SubmitButton } from './SubmitButton.tsx';

const words = t.auth.phone;

/** Country and phone number. `typed` keeps the digits while other steps are shown. */
export function PhonePage(props: {
  state: Extract<AuthState, { step: 'phone' }>;
  typed: Signal<string>;
  countries: readonly Country[];
  countriesFailed: boolean;
}): JSX.Element {
  const { client } = useApp();
  const attempt = createAttempt();
  const [digits, setDigits] = props.typed;
  const known = () => props.countries;
  const [chosen, setChosen] = createSignal<Country>();
  const country = () => findCountry(known(), digits(), chosen()) ?? (digits() === '' ? chosen() : undefined);
  let field: HTMLInputElement | undefined;

  if (digits() === '' && props.state.phone) setDigits(digitsOf(props.state.phone));
  onMount(() => field?.focus());

  // The suggestion counts until the person types or chooses.
  createEffect(
    on([known, () => props.state.suggestedCountry], ([list, suggested]) => {
      const match = list.find((one) => one.iso2 === suggested);
      if (!match || chosen() || digits() !== '') return;
      setChosen(match);
      setDigits(match.code);
      queueMicrotask(() => moveCaret(Number.MAX_SAFE_INTEGER));
    }),
  );

  const shown = () => formatPhone(digits(), country());
  const moveCaret = (digitCount: number) => {
    if (!field || document.activeElement !== field) return;
    const caret = caretAfterDigits(field.value, digitCount);
    field.setSelectionRange(caret, caret);
  };

  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    const input = event.currentTarget;
    let next = digitsOf(input.value);
    let before = digitsOf(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
    if (next === digits() && event.inputType === 'deleteContentBackward' && before > 0) {
      // A space was deleted, which comes back by itself: the digit before it was meant.
      next = next.slice(0, before - 1) + next.slice(before);
      before--;
    }
    if (next === '' && input.value.trim() !== '+') setChosen(undefined);
    attempt.setError(undefined);
    setDigits(next.slice(0, 20));
    input.value = shown();
    moveCaret(before);
  };

  const choose = (next: Country) => {
    const national = country() ? digits().slice(country()?.code.length) : '';
    setChosen(next);
    setDigits(next.code + national);
    attempt.setError(undefined);
    field?.focus();
    queueMicrotask(() => moveCaret(Number.MAX_SAFE_INTEGER));
  };

  const submit = () => {
    if (digits().length <= (country()?.code.length ?? 3)) {
      attempt.setError(words.empty);
      return field?.focus();
    }
    drop(
      attempt
        .run((signal) => client.call('auth.sendCode', { phone: `+${digits()}` }, { signal }))
        .then((sent) => {
          if (!sent) field?.focus();
        }),
    );
  };

  return (
    <AuthCard title={words.title} lead={words.lead} onSubmit={submit}>
      <CountrySelect countries={known()} value={country()} onChoose={choose} />
      <TextField
        ref={field}
        label={words.number}
        type="tel"
        inputmode="tel"
        autocomplete="tel"
        dir="ltr"
        error={attempt.error() ?? (digits() === '' || !attempt.busy() ? props.state.notice : undefined)}
        hint={props.countriesFailed ? words.countryFailed : undefined}
        value={shown()}
        onInput={onInput}
      />
      <SubmitButton attempt={attempt} label={t.auth.next} />
    </AuthCard>
  );
}
