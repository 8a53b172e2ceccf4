import { createEffect, createMemo, createResource, createSignal, createUniqueId, For, on, onCleanup, onMount, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { cls } from '../../ui/class.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import type { Emoji, EmojiGroupId } from './emoji-data.ts';
import { EmojiGrid } from './EmojiGrid.tsx';
import s from './EmojiPicker.module.css';
import { skinTones, withTone, type SkinTone } from './skin-tone.ts';

type TabId = 'recent' | EmojiGroupId;

/** What stands on the tab of each group. */
const signs: Readonly<Record<TabId, string>> = {
  recent: '🕘', smileys: '😀', people: '👋', nature: '🐻', food: '🍔', travel: '🚗', activities: '⚽', objects: '💡', symbols: '❤️', flags: '🏳️',
};
const tabs = Object.keys(signs) as TabId[];
const WIDTH = 344;
const TALLEST = 396;
const MARGIN = 8;
const MOST_FOUND = 80;

/** Chooses emoji: by group, by name, among those used lately. It stays open, so that several can be taken. */
export function EmojiPicker(props: {
  anchor: HTMLElement;
  /** `resume`: the pointer chose, and the person goes on writing. */
  onTake(emoji: string, resume: boolean): void;
  onClose(): void;
}): JSX.Element {
  const app = useApp();
  const id = createUniqueId();
  let panel!: HTMLDivElement;
  let search!: HTMLInputElement;
  // What was used lately stays as it was when this opened: nothing moves under the pointer.
  const [data] = createResource(async () => {
    const known = await app.emoji.load();
    return { known, recent: app.emoji.memory().recent };
  });
  const [query, setQuery] = createSignal('');
  const [chosenTab, setTab] = createSignal<TabId>();
  const [place, setPlace] = createSignal({ left: 0, bottom: 0, height: TALLEST });
  const [toneOf, setToneOf] = createSignal<Emoji>();
  const [named, setNamed] = createSignal<string>();
  let toneFrom: HTMLElement | undefined;

  const tab = () => chosenTab() ?? ((data()?.recent.length ?? 0) > 0 ? 'recent' : 'smileys');
  const shown = createMemo((): readonly Emoji[] => {
    const loaded = data();
    if (!loaded) return [];
    const { known, recent } = loaded;
    if (query().trim() !== '') return known.search(query(), MOST_FOUND, recent.map((emoji) => known.find(emoji)?.emoji ?? emoji));
    if (tab() !== 'recent') return known.groups.find((group) => group.id === tab())?.emoji ?? [];
    // As they were used: in their skin tone.
    return recent.map((emoji) => ({ emoji, name: known.find(emoji)?.name ?? emoji, hasTones: false }));
  });
  const toned = (emoji: Emoji) => {
    const tone = emoji.hasTones ? (app.emoji.memory().tones[emoji.emoji] ?? 0) : 0;
    return tone === 0 ? emoji.emoji : withTone(emoji.emoji, tone as SkinTone);
  };

  function take(emoji: Emoji, resume: boolean): void {
    const sign = toned(emoji);
    app.emoji.used(sign);
    props.onTake(sign, resume);
  }

  function takeTone(tone: SkinTone): void {
    const emoji = toneOf();
    if (!emoji) return;
    const sign = tone === 0 ? emoji.emoji : withTone(emoji.emoji, tone);
    app.emoji.used(sign, { plain: emoji.emoji, tone });
    closeTones();
    props.onTake(sign, false);
  }

  function closeTones(): void {
    setToneOf(undefined);
    toneFrom?.focus();
  }

  onMount(() => {
    panel.showPopover?.();
    const measure = () => {
      const box = props.anchor.getBoundingClientRect();
      const isRtl = getComputedStyle(document.documentElement).direction === 'rtl';
      const left = isRtl ? box.left : box.right - WIDTH;
      setPlace({
        left: Math.max(MARGIN, Math.min(left, window.innerWidth - WIDTH - MARGIN)),
        bottom: Math.max(MARGIN, Math.min(window.innerHeight - box.top + MARGIN, window.innerHeight - 260)),
        height: Math.max(240, Math.min(TALLEST, box.top - 2 * MARGIN)),
      });
    };
    measure();
    search.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !panel.contains(event.target) && !props.anchor.contains(event.target)) props.onClose();
    };
    window.addEventListener('resize', measure);
    document.addEventListener('pointerdown', outside, true);
    onCleanup(() => {
      window.removeEventListener('resize', measure);
      document.removeEventListener('pointerdown', outside, true);
    });
  });
  createEffect(on([tab, query], () => setNamed(undefined), { defer: true }));

  const toGrid = () => panel.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]')?.focus();

  return (
    <div
      ref={panel}
      popover="manual"
      class={s.panel}
      role="dialog"
      aria-label={t.emoji.title}
      style={{ left: `${place().left}px`, bottom: `${place().bottom}px`, height: `${place().height}px` }}
      onMouseDown={(event) => event.target !== search && event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        if (toneOf()) closeTones();
        else props.onClose();
      }}
    >
      <input
        ref={search}
        class={s.search}
        type="search"
        placeholder={t.emoji.search}
        aria-label={t.emoji.search}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        value={query()}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          const [first] = shown();
          if (event.key === 'ArrowDown') toGrid();
          else if (event.key === 'Enter' && first && query().trim() !== '') take(first, false);
          else return;
          event.preventDefault();
        }}
      />
      <div
        class={s.tabs}
        role="tablist"
        aria-label={t.emoji.groups}
        onKeyDown={(event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (event.key === 'ArrowDown') toGrid();
          else if (step === undefined) return;
          else {
            const forward = getComputedStyle(panel).direction === 'rtl' ? -step : step;
            const next = tabs[(tabs.indexOf(tab()) + forward + tabs.length) % tabs.length] ?? 'smileys';
            setTab(next);
            setQuery('');
            panel.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
          }
          event.preventDefault();
        }}
      >
        <For each={tabs}>
          {(each) => (
            <button
              type="button"
              class={cls(s.tab, query() === '' && tab() === each && s.current)}
              role="tab"
              id={`${id}-${each}`}
              data-tab={each}
              aria-label={t.emoji.group[each]}
              data-tooltip={t.emoji.group[each]}
              aria-selected={query() === '' && tab() === each}
              aria-controls={`${id}-panel`}
              tabindex={tab() === each ? 0 : -1}
              onClick={() => {
                setTab(each);
                setQuery('');
              }}
            >
              {signs[each]}
            </button>
          )}
        </For>
      </div>
      <div id={`${id}-panel`} class={s.body} role="tabpanel" aria-label={query() === '' ? t.emoji.group[tab()] : t.emoji.found}>
        <Show when={!data.loading} fallback={<p class={s.note}>{t.app.loading}</p>}>
          <Show when={shown().length > 0} fallback={<p class={s.note}>{data.error ? t.emoji.failed : query() === '' ? t.emoji.noRecent : t.emoji.nothing}</p>}>
            <EmojiGrid
              emoji={shown()}
              form={toned}
              label={query() === '' ? t.emoji.group[tab()] : t.emoji.found}
              onTake={take}
              onTones={(emoji, from) => {
                toneFrom = from;
                setToneOf(emoji);
              }}
              onName={setNamed}
              onLeave={() => search.focus()}
            />
          </Show>
        </Show>
      </div>
      <VisuallyHidden>
        <span role="status">{query() === '' || data.loading ? '' : t.suggest.count(shown().length)}</span>
      </VisuallyHidden>
      <div class={s.foot}>
        <Show when={toneOf()} fallback={<span class={s.name}>{named() ?? t.emoji.hint}</span>} keyed>
          {(emoji) => <Tones emoji={emoji} onTake={takeTone} />}
        </Show>
      </div>
    </div>
  );
}

/** The skin tones of one emoji. */
function Tones(props: { emoji: Emoji; onTake(tone: SkinTone): void }): JSX.Element {
  let row!: HTMLDivElement;
  onMount(() => row.querySelector('button')?.focus());
  return (
    <div
      ref={row}
      class={s.tones}
      role="toolbar"
      aria-label={t.emoji.tones(props.emoji.name)}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step === undefined) return;
        const buttons = [...row.querySelectorAll('button')];
        const forward = getComputedStyle(row).direction === 'rtl' ? -step : step;
        const at = buttons.findIndex((button) => button === document.activeElement);
        buttons[(at + forward + buttons.length) % buttons.length]?.focus();
        event.preventDefault();
      }}
    >
      <For each={skinTones}>
        {(tone) => (
          <button type="button" class={s.tone} aria-label={t.emoji.tone[tone]} data-tooltip={t.emoji.tone[tone]} onClick={() => props.onTake(tone)}>
            {tone === 0 ? props.emoji.emoji : withTone(props.emoji.emoji, tone)}
          </button>
        )}
      </For>
    </div>
  );
}
