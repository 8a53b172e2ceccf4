import { createSignal, onCleanup, onMount, Show, type JSX } from 'solid-js';
import s from './TooltipLayer.module.css';

interface Tip {
  text: string;
  shortcut: string | undefined;
  x: number;
  y: number;
  above: boolean;
}

const WAIT_MS = 500;
const GAP = 8;

/** Shows `data-tooltip` (and `data-shortcut`) of whatever is hovered for a while or reached by keyboard. One for the whole window. */
export function TooltipLayer(): JSX.Element {
  const [tip, setTip] = createSignal<Tip>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: Element | undefined;

  const hide = () => {
    clearTimeout(timer);
    shown = undefined;
    setTip(undefined);
  };
  const show = (element: HTMLElement) => {
    const text = element.dataset['tooltip'];
    if (!text || !element.isConnected) return;
    const box = element.getBoundingClientRect();
    const above = box.bottom + 44 > window.innerHeight;
    setTip({
      text,
      shortcut: element.dataset['shortcut'],
      x: Math.min(Math.max(box.left + box.width / 2, 60), window.innerWidth - 60),
      y: above ? box.top - GAP : box.bottom + GAP,
      above,
    });
  };
  const approach = (target: EventTarget | null, wait: number) => {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null;
    if (element === shown) return;
    hide();
    if (!element) return;
    shown = element;
    timer = setTimeout(() => show(element), wait);
  };
  const onOver = (event: PointerEvent) => {
    if (event.pointerType === 'mouse') approach(event.target, WAIT_MS);
  };
  const onFocus = (event: FocusEvent) => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) approach(event.target, WAIT_MS);
  };

  onMount(() => {
    document.addEventListener('pointerover', onOver);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('focusout', hide);
    document.addEventListener('pointerdown', hide, true);
    document.addEventListener('keydown', hide, true);
    document.addEventListener('scroll', hide, true);
  });
  onCleanup(() => {
    hide();
    document.removeEventListener('pointerover', onOver);
    document.removeEventListener('focusin', onFocus);
    document.removeEventListener('focusout', hide);
    document.removeEventListener('pointerdown', hide, true);
    document.removeEventListener('keydown', hide, true);
    document.removeEventListener('scroll', hide, true);
  });

  return (
    <Show when={tip()}>
      {(now) => (
        <div
          class={s.tooltip}
          role="tooltip"
          style={{ left: `${now().x}px`, top: `${now().y}px`, translate: now().above ? '-50% -100%' : '-50% 0' }}
        >
          {now().text}
          <Show when={now().shortcut}>
            <kbd class={s.shortcut}>{now().shortcut}</kbd>
          </Show>
        </div>
      )}
    </Show>
  );
}
