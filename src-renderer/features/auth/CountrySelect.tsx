import ChevronDown from 'lucide-solid/icons/chevron-down';
import Globe from 'lucide-solid/icons/globe';
import { createEffect, createMemo, createSignal, createUniqueId, For, on, onCleanup, Show, type JSX } from 'solid-js';
import type { Country } from '#shared/model/index.ts';
import { countryName } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import s from './CountrySelect.module.css';
import { flagOf } from './phone.ts';

const words = t.auth.phone;
const nameOf = (country: Country): string => (flagOf(country.iso2) ? (countryName(country.iso2) ?? country.name) : country.name);

function Flag(props: { country: Country | undefined }): JSX.Element {
  return (
    <span class={s.flag} aria-hidden="true">
      {(props.country && flagOf(props.country.iso2)) ?? <Globe />}
    </span>
  );
}

/** Chooses a country by search over names and calling codes. */
export function CountrySelect(props: { countries: readonly Country[]; value: Country | undefined; onChoose(country: Country): void }): JSX.Element {
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  const [search, setSearch] = createSignal('');
  const [current, setCurrent] = createSignal(0);
  let root: HTMLDivElement | undefined;
  let button: HTMLButtonElement | undefined;
  let list: HTMLDivElement | undefined;

  const sorted = createMemo(() => [...props.countries].sort((a, b) => nameOf(a).localeCompare(nameOf(b))));
  const found = createMemo(() => {
    const wanted = search().trim().toLocaleLowerCase();
    const code = wanted.replace(/^\+|\s/g, '');
    if (wanted === '') return sorted();
    return sorted().filter(
      (country) =>
        nameOf(country).toLocaleLowerCase().split(/[\s-]/).some((word, index, all) => all.slice(index).join(' ').startsWith(wanted) || word.startsWith(wanted)) ||
        country.name.toLocaleLowerCase().startsWith(wanted) ||
        (/^\d+$/.test(code) && country.code.startsWith(code)),
    );
  });
  const optionId = (index: number) => `${id}-${index}`;

  const show = () => {
    setSearch('');
    setCurrent(Math.max(0, sorted().findIndex((country) => country.iso2 === props.value?.iso2)));
    setOpen(true);
  };
  const hide = (focusButton: boolean) => {
    setOpen(false);
    if (focusButton) button?.focus();
  };
  const choose = (country: Country | undefined) => {
    if (!country) return;
    setOpen(false);
    props.onChoose(country);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found().length - 1;
    if (event.key === 'ArrowDown') setCurrent((index) => Math.min(last, index + 1));
    else if (event.key === 'ArrowUp') setCurrent((index) => Math.max(0, index - 1));
    else if (event.key === 'PageDown') setCurrent((index) => Math.min(last, index + 7));
    else if (event.key === 'PageUp') setCurrent((index) => Math.max(0, index - 7));
    else if (event.key === 'Enter') choose(found()[current()]);
    else if (event.key === 'Escape') hide(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  createEffect(
    on([open, current, found], ([isOpen, index]) => {
      if (isOpen) list?.children[index]?.scrollIntoView({ block: 'nearest' });
    }),
  );
  createEffect(() => {
    if (!open()) return;
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root?.contains(event.target)) hide(false);
    };
    document.addEventListener('pointerdown', outside, true);
    onCleanup(() => document.removeEventListener('pointerdown', outside, true));
  });

  return (
    <div ref={root} class={s.select}>
      <button
        ref={button}
        type="button"
        class={cls(s.button, open() && s.open)}
        aria-haspopup="listbox"
        aria-expanded={open()}
        onClick={() => (open() ? hide(true) : show())}
        onKeyDown={(event) => {
          if (open() || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
          event.preventDefault();
          show();
        }}
      >
        <span role="img" aria-label={`${words.country}: ${props.value ? nameOf(props.value) : words.countryUnknown}`} />
        <span class={s.label} aria-hidden="true">
          {words.country}
        </span>
        <Flag country={props.value} />
        <span class={cls(s.name, !props.value && s.unknown)} aria-hidden="true">{props.value ? nameOf(props.value) : words.countryUnknown}</span>
        <ChevronDown class={s.chevron} />
      </button>
      <Show when={open()}>
        <div class={s.panel} onKeyDown={onKeyDown}>
          <input
            ref={(element) => queueMicrotask(() => element.focus())}
            class={s.search}
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={found().length > 0 ? optionId(current()) : undefined}
            aria-label={words.countrySearch}
            placeholder={words.countrySearch}
            autocomplete="off"
            spellcheck={false}
            value={search()}
            onInput={(event) => {
              setSearch(event.currentTarget.value);
              setCurrent(0);
            }}
            onBlur={(event) => {
              if (!(event.relatedTarget instanceof Node && root?.contains(event.relatedTarget))) hide(false);
            }}
          />
          <div ref={list} id={`${id}-list`} class={s.list} role="listbox" aria-label={words.country}>
            <For each={found()} fallback={<p class={s.none}>{words.countryNone}</p>}>
              {(country, index) => (
                <div
                  id={optionId(index())}
                  class={cls(s.option, index() === current() && s.current)}
                  role="option"
                  aria-selected={country.iso2 === props.value?.iso2}
                  onPointerDown={(event) => event.preventDefault()}
                  onPointerMove={() => setCurrent(index())}
                  onClick={() => choose(country)}
                >
                  <Flag country={country} />
                  <span class={s.name}>{nameOf(country)}</span>
                  <span class={s.code}>+{country.code}</span>
                </div>
              )}
            </For>
          </div>
        </div>
      </Show>
    </div>
  );
}
