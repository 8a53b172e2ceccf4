import BellOff from 'lucide-solid/icons/bell-off';
import CalendarClock from 'lucide-solid/icons/calendar-clock';
import SendHorizontal from 'lucide-solid/icons/send-horizontal';
import UserCheck from 'lucide-solid/icons/user-check';
import { createEffect, createSignal, on, onCleanup, Show, type Accessor, type JSX } from 'solid-js';
import { WHEN_ONLINE } from '#shared/model/index.ts';
import type { Peer, SendOptions } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import type { MenuItem } from '../../state/layers.ts';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ScheduleDialog } from '../scheduled/ScheduleDialog.tsx';
import { EffectGrid } from './EffectGrid.tsx';
import s from './SendButton.module.css';

/** A finger that rests on the button this long opens the menu. */
const LONG_PRESS_MS = 500;

/** Whether a message can wait until this person comes online: only of people who show when they were. */
const showsWhenOnline = (peer: Peer | undefined): boolean =>
  peer?.kind === 'user' && peer.isSelf !== true && (peer.status?.kind === 'online' || peer.status?.kind === 'offline');

/** Effects are for people only, not for oneself. */
export const takesEffects = (peer: Peer | undefined): boolean => peer?.kind === 'user' && peer.isSelf !== true;

/** Seconds until a moment (unix ms), counted down; 0 without one. */
export function createCountdown(until: Accessor<number | undefined>): Accessor<number> {
  const [left, setLeft] = createSignal(0);
  createEffect(
    on(until, (moment) => {
      const look = () => setLeft(moment === undefined ? 0 : Math.max(0, Math.ceil((moment - Date.now()) / 1000)));
      look();
      if (moment === undefined) return;
      const timer = setInterval(look, 250);
      onCleanup(() => clearInterval(timer));
    }),
  );
  return left;
}

/** Sends; its menu (right click, long press, Shift+F10) sends in other ways. In slow mode it counts down instead. */
export function SendButton(props: {
  class?: string | undefined;
  peer: Peer | undefined;
  disabled: boolean;
  /** Seconds for which slow mode lets nothing out. */
  left: number;
  onSend(how: SendOptions): void;
}): JSX.Element {
  const app = useApp();
  const [scheduling, setScheduling] = createSignal(false);
  const reminds = () => props.peer?.isSelf === true;
  let press: ReturnType<typeof setTimeout> | undefined;
  let pressed = false;

  const items = (): MenuItem[] => [
    ...(props.left > 0 || reminds() ? [] : [{ id: 'silent', label: t.sending.menu.silent, icon: () => <BellOff />, onSelect: () => props.onSend({ silent: true }) }]),
    { id: 'schedule', label: reminds() ? t.sending.menu.remind : t.sending.menu.schedule, icon: () => <CalendarClock />, onSelect: () => setScheduling(true) },
    ...(showsWhenOnline(props.peer)
      ? [{
          id: 'whenOnline',
          label: t.sending.menu.whenOnline(props.peer?.firstName ?? props.peer?.title ?? ''),
          icon: () => <UserCheck />,
          onSelect: () => props.onSend({ scheduleDate: WHEN_ONLINE }),
        }]
      : []),
  ];
  const open = (element: HTMLElement) => {
    // As they are now: the menu stands still while it is open.
    const effects = takesEffects(props.peer) && props.left === 0 ? [...app.effects.usable()] : [];
    const choose = (effect: string) => {
      app.layers.closeMenu();
      element.focus({ preventScroll: true });
      props.onSend({ effect });
    };
    app.layers.openMenu({
      label: t.sending.menu.label,
      at: element.getBoundingClientRect(),
      items: items(),
      ...(effects.length === 0 ? {} : { strip: () => <EffectGrid effects={effects} onChoose={choose} /> }),
    });
  };
  createEffect(() => {
    if (takesEffects(props.peer)) app.effects.refresh();
  });
  const stop = () => clearTimeout(press);
  onCleanup(stop);

  return (
    <>
      <IconButton
        class={props.class}
        look={props.left > 0 ? 'plain' : 'filled'}
        label={props.left > 0 ? t.sending.slow.wait(props.left) : t.chat.composer.send}
        shortcut="Enter"
        data-testid="send"
        disabled={props.disabled}
        aria-haspopup="menu"
        // The field keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          if (!pressed) props.onSend({});
          pressed = false;
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          open(event.currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey) && event.key !== 'ArrowUp') return;
          event.preventDefault();
          open(event.currentTarget);
        }}
        onPointerDown={(event) => {
          pressed = false;
          if (event.pointerType === 'mouse') return;
          const button = event.currentTarget;
          stop();
          press = setTimeout(() => {
            pressed = true;
            open(button);
          }, LONG_PRESS_MS);
        }}
        onPointerUp={stop}
        onPointerLeave={stop}
        onPointerCancel={stop}
      >
        <Show when={props.left > 0} fallback={<SendHorizontal />}>
          <span class={s.left} aria-hidden="true">
            {t.sending.slow.short(props.left)}
          </span>
        </Show>
      </IconButton>
      <Show when={scheduling()}>
        <ScheduleDialog
          reminds={reminds()}
          onClose={() => setScheduling(false)}
          onChoose={(scheduleDate) => {
            setScheduling(false);
            props.onSend({ scheduleDate });
          }}
        />
      </Show>
    </>
  );
}
