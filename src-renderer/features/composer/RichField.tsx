import { createEffect, createSignal, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import type { FormattedText } from '#shared/model/index.ts';
import { applyChange, changeBetween, insertFormatted, setLink, sliceFormatted, stylesOf, type TextRun } from '#shared/text/edit.ts';
import { closeMarkdown } from '#shared/text/markdown.ts';
import { uncheckedRanges } from '#shared/text/unchecked.ts';
import { useApp } from '../../state/app-state.tsx';
import { drawnRuns, type DrawnRun } from './drawn-runs.ts';
import { FormatBar } from './FormatBar.tsx';
import { restyle, styleOfKey, type StyleCommand } from './format-commands.ts';
import { LinkDialog } from './LinkDialog.tsx';
import { readHtml, writeHtml } from './rich-html.ts';
import { readText, readCaret, placeCaret, renderRuns, shownAs } from './rich-dom.ts';
import styles from '../../ui/TextStyles.module.css';
import s from './RichField.module.css';

/** What may be done with the field from outside. */
export interface RichFieldControl {
  /** At the end of the text. */
  focus(): void;
  /** Where the caret was before the focus went elsewhere. */
  resume(): void;
  /** Replaces everything; the caret goes to the end. It can be undone. */
  set(value: FormattedText): void;
  insert(text: string): void;
  /** Replaces a stretch of the text and puts the caret behind what came; a step of undo of its own. */
  replace(from: number, to: number, inserted: FormattedText): void;
  element: HTMLDivElement;
}

interface Snapshot {
  value: FormattedText;
  caret: { from: number; to: number };
}

/** Typing within this time counts as one step of undo. */
const STEP_MS = 600;
const MOST_STEPS = 200;

/** A list of suggestions that belongs to the field while it is open, and the option that Enter takes. */
export interface SuggestingList {
  listId: string;
  optionId: string | undefined;
}

export interface RichFieldProps {
  value: FormattedText;
  onChange(value: FormattedText): void;
  label: string;
  placeholder: string;
  describedBy?: string | undefined;
  onKeyDown?(event: KeyboardEvent): void;
  onBlur?(): void;
  /** Where the caret stands, UTF-16; undefined while something is selected or the focus is elsewhere. */
  onCaret?(at: number | undefined): void;
  suggesting?: SuggestingList | undefined;
  control?(control: RichFieldControl): void;
}

/**
 * A growing text field that shows styles. The truth is the text with its entities; the page's nodes are drawn from it and only read back for
 * what was typed, so that pasted or composed input can never bring markup in.
 */
export function RichField(props: RichFieldProps): JSX.Element {
  const { keys, spelling } = useApp();
  let element!: HTMLDivElement;
  let value: FormattedText = props.value;
  let composing = false;
  const undo: Snapshot[] = [];
  const redo: Snapshot[] = [];
  let lastStep = 0;

  /** Where the caret was while the focus is elsewhere. */
  let lastCaret: { from: number; to: number } | undefined;
  const caret = () => {
    const end = value.text.length;
    return readCaret(element) ?? { from: Math.min(lastCaret?.from ?? end, end), to: Math.min(lastCaret?.to ?? end, end) };
  };

  function draw(position?: { from: number; to: number }): void {
    const runs = drawnRuns(value, uncheckedRanges(value, spelling.known()), classOf);
    if (!sameAsShown(runs)) renderRuns(element, runs);
    element.toggleAttribute('data-empty', value.text === '');
    if (position && document.activeElement === element) placeCaret(element, position.from, position.to);
  }

  /** Takes over a new value. `step`: it begins a new step of undo. */
  function change(next: FormattedText, position: { from: number; to: number }, step: boolean): void {
    const now = performance.now();
    if (step || now - lastStep > STEP_MS || undo.length === 0) {
      undo.push({ value, caret: position });
      if (undo.length > MOST_STEPS) undo.shift();
    }
    lastStep = now;
    redo.length = 0;
    value = next;
    lastCaret = position;
    draw(position);
    props.onChange(value);
    props.onCaret?.(position.from === position.to ? position.to : undefined);
  }

  function sameAsShown(wanted: DrawnRun[]): boolean {
    const shown = shownAs(element);
    return shown.length === wanted.length && shown.every((run, index) => isSame(run, wanted[index]));
  }

  function onInput(): void {
    if (composing) return;
    const text = readText(element);
    const position = caret();
    if (text === value.text) return draw(position);
    const typed = changeBetween(value.text, text, position.to);
    change(applyChange(value, typed), position, typed.inserted.length > 1 || typed.to - typed.from > 1);
    const closed = typed.inserted.length === 1 && position.from === position.to ? closeMarkdown(value, position.to) : undefined;
    // A step of its own: undoing it brings the typed signs back.
    if (closed) change(closed.value, { from: closed.caret, to: closed.caret }, true);
  }

  function run(command: StyleCommand): void {
    const position = caret();
    if (position.from === position.to) return;
    if (command === 'link') setLinking({ ...position, url: linkAt(value, position) });
    else change(restyle(value, position.from, position.to, command), position, true);
  }

  function copy(event: ClipboardEvent): boolean {
    const { from, to } = caret();
    if (from === to || !event.clipboardData) return false;
    const part = sliceFormatted(value, from, to);
    event.preventDefault();
    event.clipboardData.setData('text/plain', part.text);
    if (part.entities.length > 0) event.clipboardData.setData('text/html', writeHtml(part));
    return true;
  }

  function paste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    const html = data?.getData('text/html') ?? '';
    if (html === '') return;
    const rich = readHtml(html);
    if (rich.text === '') return;
    event.preventDefault();
    const { from, to } = caret();
    replace(from, to, rich);
  }

  function replace(from: number, to: number, inserted: FormattedText): void {
    const at = from + inserted.text.length;
    change(insertFormatted(value, from, to, inserted), { from: at, to: at }, true);
  }

  /** What the bar over the selection shows. */
  const [selected, setSelected] = createSignal<{ at: DOMRect; styles: ReturnType<typeof stylesOf> }>();
  const [linking, setLinking] = createSignal<{ from: number; to: number; url: string }>();
  let pressing = false;
  function look(): void {
    const position = document.activeElement === element && !pressing && !composing ? readCaret(element) : undefined;
    if (position) lastCaret = position;
    props.onCaret?.(position !== undefined && position.from === position.to ? position.to : undefined);
    const range = position === undefined ? undefined : document.getSelection()?.getRangeAt(0);
    if (!position || !range || value.text.slice(position.from, position.to).trim() === '') setSelected(undefined);
    else setSelected({ at: range.getBoundingClientRect(), styles: stylesOf(value, position.from, position.to) });
  }

  function replaceSelection(inserted: string): void {
    const { from, to } = caret();
    const at = from + inserted.length;
    change(applyChange(value, { from, to, inserted }), { from: at, to: at }, true);
  }

  function step(from: Snapshot[], into: Snapshot[]): void {
    const snapshot = from.pop();
    if (!snapshot) return;
    into.push({ value, caret: caret() });
    value = snapshot.value;
    lastStep = 0;
    const end = Math.min(snapshot.caret.to, value.text.length);
    draw({ from: Math.min(snapshot.caret.from, end), to: end });
    props.onChange(value);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    const key = event.key.toLowerCase();
    const position = caret();
    const style = styleOfKey(event, keys);
    // Without a selection its keys lead to another chat.
    if (style && (style !== 'link' || position.from !== position.to)) {
      event.preventDefault();
      run(style);
    } else if (command && key === 'z') {
      event.preventDefault();
      if (event.shiftKey) step(redo, undo);
      else step(undo, redo);
    } else if (command && key === 'y') {
      event.preventDefault();
      step(redo, undo);
    } else {
      props.onKeyDown?.(event);
    }
  }

  const onPointerDown = () => {
    pressing = true;
  };
  const onPointerUp = () => {
    pressing = false;
    look();
  };

  onMount(() => {
    // It may have been given another value since it was made.
    value = props.value;
    draw();
    document.addEventListener('selectionchange', look);
    element.addEventListener('pointerdown', onPointerDown);
    document.addEventListener('pointerup', onPointerUp);
    props.control?.({
      element,
      focus() {
        element.focus();
        placeCaret(element, value.text.length, value.text.length);
      },
      resume() {
        const { from, to } = caret();
        element.focus();
        placeCaret(element, from, to);
      },
      set(next) {
        const end = next.text.length;
        change(next, { from: end, to: end }, true);
      },
      insert: replaceSelection,
      replace,
    });
  });
  createEffect(
    on(
      () => props.value,
      (next) => {
        if (next === value) return;
        value = next;
        draw();
      },
      { defer: true },
    ),
  );
  // A word that has become right is drawn as such.
  createEffect(on(spelling.known, () => draw(readCaret(element)), { defer: true }));
  onCleanup(() => {
    document.removeEventListener('selectionchange', look);
    document.removeEventListener('pointerup', onPointerUp);
    element.replaceChildren();
  });

  return (
    <>
    <div
      ref={element}
      class={s.field}
      contenteditable="plaintext-only"
      role="textbox"
      aria-multiline="true"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={props.suggesting?.listId}
      aria-activedescendant={props.suggesting?.optionId}
      data-placeholder={props.placeholder}
      data-testid="composer"
      dir="auto"
      spellcheck={spelling.on()}
      on:beforeinput={(event: InputEvent) => {
        if (event.inputType === 'insertLineBreak' || event.inputType === 'insertParagraph') {
          event.preventDefault();
          replaceSelection('\n');
        } else if (event.inputType.startsWith('format') || event.inputType.startsWith('history')) {
          event.preventDefault();
        }
      }}
      onInput={onInput}
      onCompositionStart={() => (composing = true)}
      onCompositionEnd={() => {
        composing = false;
        onInput();
      }}
      onKeyDown={onKeyDown}
      onCopy={copy}
      onCut={(event) => {
        if (copy(event)) replaceSelection('');
      }}
      onPaste={paste}
      onBlur={() => {
        look();
        props.onBlur?.();
      }}
    />
    <Show when={selected()}>{(shown) => <FormatBar at={shown().at} styles={shown().styles} onCommand={run} />}</Show>
    <Show when={linking()}>
      {(link) => (
        <LinkDialog
          url={link().url}
          onSave={(url) => {
            const { from, to } = link();
            setLinking(undefined);
            element.focus();
            change(setLink(value, from, to, url), { from, to }, true);
          }}
          onClose={() => {
            const { from, to } = link();
            setLinking(undefined);
            element.focus();
            placeCaret(element, from, to);
          }}
        />
      )}
    </Show>
    </>
  );
}

const isSame = (a: DrawnRun, b: DrawnRun | undefined): boolean => a.text === b?.text && a.className === b.className && a.isUnchecked === b.isUnchecked;

const linkAt = (value: FormattedText, { from, to }: { from: number; to: number }): string =>
  value.entities.flatMap((entity) => (entity.type === 'textUrl' && entity.offset < to && entity.offset + entity.length > from ? [entity.url] : []))[0] ?? '';

const classNames: Partial<Record<string, string | undefined>> = {
  bold: styles.bold,
  italic: styles.italic,
  underline: styles.underline,
  strike: styles.strike,
  code: s.code,
  pre: s.code,
  spoiler: s.spoiler,
  blockquote: s.quote,
  textUrl: s.link,
  mentionName: s.link,
  customEmoji: s.customEmoji,
};

function classOf(run: TextRun): string {
  return [...new Set(run.entities.map((entity) => classNames[entity.type]).filter((name): name is string => name !== undefined))].toSorted().join(' ');
}
