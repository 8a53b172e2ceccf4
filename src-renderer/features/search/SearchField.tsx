import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { Show, type JSX } from 'solid-js';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import type { ListSearch } from './list-search.ts';
import s from './SearchField.module.css';

export const RESULTS_ID = 'search-results';
export const optionId = (choice: string): string => `search-option-${choice.replace(/[^\w-]/g, (sign) => `_${sign.charCodeAt(0)}`)}`;

/** The field over the chat list. The focus stays in it while the arrow keys walk through the results. */
export function SearchField(props: { search: ListSearch }): JSX.Element {
  let input: HTMLInputElement | undefined;
  /** Where the focus was: it goes back there. */
  let before: HTMLElement | undefined;

  const leave = () => {
    const back = before;
    before = undefined;
    props.search.close();
    if (back?.isConnected) back.focus({ preventScroll: true });
    else input?.blur();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const { search } = props;
    if (event.key === 'ArrowDown') search.step(1);
    else if (event.key === 'ArrowUp') search.step(-1);
    else if (event.key === 'PageDown') search.step(8);
    else if (event.key === 'PageUp') search.step(-8);
    else if (event.key === 'Enter') search.choose(search.choices().find((choice) => choice.id === search.active()));
    else if (event.key === 'Escape') leave();
    else return;
    event.preventDefault();
  };

  return (
    <div class={s.field} role="search">
      <Search class={s.sign} />
      <input
        ref={input}
        class={s.input}
        type="text"
        role="combobox"
        data-testid="search-field"
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        aria-label={t.search.field}
        aria-autocomplete="list"
        aria-expanded={props.search.isOpen() && props.search.choices().length > 0}
        aria-controls={RESULTS_ID}
        aria-activedescendant={optionOf(props.search.active())}
        placeholder={t.search.field}
        maxLength={256}
        value={props.search.query()}
        onInput={(event) => props.search.type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.relatedTarget instanceof HTMLElement && !event.relatedTarget.closest('[data-search-panel]')) before = event.relatedTarget;
          props.search.open();
        }}
        onBlur={(event) => {
          const to = event.relatedTarget;
          const stays = to instanceof HTMLElement && to.closest('[data-search-panel]') !== null;
          if (!stays && props.search.query() === '' && !props.search.isNarrowed() && document.hasFocus()) props.search.close();
        }}
      />
      <Show when={props.search.isOpen() && (props.search.query() !== '' || props.search.isNarrowed())}>
        <IconButton
          class={s.clear}
          label={t.search.clear}
          shortcut="Esc"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => leave()}
        >
          <X />
        </IconButton>
      </Show>
    </div>
  );
}

const optionOf = (choice: string | undefined): string | undefined => (choice === undefined ? undefined : optionId(choice));
