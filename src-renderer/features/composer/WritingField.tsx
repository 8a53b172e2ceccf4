import Smile from 'lucide-solid/icons/face-slightly-smiling';
import { createSignal, createUniqueId, Show, splitProps, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { createSuggestions, type Suggestion } from '../autocomplete/suggestions.ts';
import { SuggestionList } from '../autocomplete/SuggestionList.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { EmojiPicker } from '../emoji/EmojiPicker.tsx';
import { RichField, type RichFieldControl, type RichFieldProps } from './RichField.tsx';
import s from './WritingField.module.css';

/** A field of a chat, with the button for emoji: it offers what may be meant by the word at the caret, and takes it by keys or pointer. */
export function WritingField(props: Omit<RichFieldProps, 'onCaret' | 'suggesting'> & { peerId: PeerId }): JSX.Element {
  const app = useApp();
  const [, field] = splitProps(props, ['peerId', 'onKeyDown', 'control']);
  const [caret, setCaret] = createSignal<number>();
  const [control, setControl] = createSignal<RichFieldControl>();
  // oxlint-disable-next-line solid/reactivity -- a field belongs to one chat for its whole life
  const suggestions = createSuggestions(app, props.peerId, () => props.value, caret);
  const listId = createUniqueId();
  const isOpen = () => suggestions.items().length > 0;
  const [picking, setPicking] = createSignal(false);
  let button!: HTMLButtonElement;

  function take(item: Suggestion): void {
    const place = suggestions.taken(item);
    if (place) control()?.replace(place.from, place.to, place.inserted);
    if (item.kind === 'emoji') app.emoji.used(item.emoji, item.tone === undefined ? undefined : { plain: item.plain, tone: item.tone });
  }

  /** Whether the list took the key. */
  function keyForList({ key, isComposing, keyCode, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
    // What confirms an input method's suggestion is not ours.
    if (!isOpen() || isComposing || keyCode === 229 || shiftKey || ctrlKey || altKey || metaKey) return false;
    const items = suggestions.items();
    const at = suggestions.active();
    const item = items[at];
    switch (key) {
      case 'ArrowDown':
        suggestions.setActive(at + 1 < items.length ? at + 1 : 0);
        return true;
      case 'ArrowUp':
        suggestions.setActive(at > 0 ? at - 1 : items.length - 1);
        return true;
      case 'Enter':
        // What is written already is sent.
        if (!item || suggestions.isWritten(item)) return false;
        take(item);
        return true;
      case 'Tab': {
        const first = item ?? items[0];
        if (first) take(first);
        return true;
      }
      case 'Escape':
        suggestions.dismiss();
        return true;
      default:
        return false;
    }
  }

  return (
    <>
      <RichField
        {...field}
        onCaret={setCaret}
        suggesting={isOpen() ? { listId, optionId: suggestions.active() < 0 ? undefined : `${listId}-${suggestions.active()}` } : undefined}
        onKeyDown={(event) => {
          if (!keyForList(event)) return props.onKeyDown?.(event);
          event.preventDefault();
          event.stopPropagation();
        }}
        control={(made) => {
          setControl(made);
          props.control?.(made);
        }}
      />
      <IconButton
        ref={button}
        class={s.emoji}
        label={t.emoji.title}
        aria-haspopup="dialog"
        aria-expanded={picking()}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          if (picking()) control()?.resume();
          setPicking(!picking());
        }}
      >
        <Smile />
      </IconButton>
      <Show when={picking()}>
        <EmojiPicker
          anchor={button}
          onTake={(emoji, resume) => {
            control()?.insert(emoji);
            if (resume) control()?.resume();
          }}
          onClose={() => {
            const isInside = button.parentElement?.contains(document.activeElement) === true;
            setPicking(false);
            if (isInside) control()?.resume();
          }}
        />
      </Show>
      <Show when={isOpen() && control()}>
        {(made) => (
          <SuggestionList
            id={listId}
            items={suggestions.items()}
            active={suggestions.active()}
            anchor={made().element}
            onActive={suggestions.setActive}
            onTake={take}
          />
        )}
      </Show>
    </>
  );
}
