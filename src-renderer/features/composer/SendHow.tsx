import CalendarClock from 'lucide-solid/icons/calendar-clock';
import Sparkles from 'lucide-solid/icons/sparkles';
import { createSignal, Show, type JSX } from 'solid-js';
import type { SendOptions } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckBox } from '../../ui/CheckBox.tsx';
import { ScheduleDialog } from '../scheduled/ScheduleDialog.tsx';
import { EffectGrid } from './EffectGrid.tsx';
import s from './SendHow.module.css';

/** In a box from which something is sent: without sound, or later. */
export function SendHow(props: {
  silent: boolean;
  onSilent(silent: boolean): void;
  /** Only to oneself: it reminds of something, and has no sound for anybody else. */
  reminds: boolean;
  /** In a private chat: the effect that it is sent with. */
  effect?: { id: string | undefined; choose(id: string | undefined): void } | undefined;
  disabled: boolean;
  onSend(how: SendOptions): void;
}): JSX.Element {
  const app = useApp();
  const [scheduling, setScheduling] = createSignal(false);
  const [choosing, setChoosing] = createSignal(false);
  const chosen = () => (props.effect?.id === undefined ? undefined : app.effects.emojiOf(props.effect.id));
  return (
    <>
      <div class={s.line}>
        <Show when={!props.reminds} fallback={<span />}>
          <CheckBox label={t.sending.menu.silent} checked={props.silent} onChange={props.onSilent} />
        </Show>
        <Show when={props.effect && app.effects.usable().length > 0}>
          <Button look="quiet" aria-expanded={choosing()} onClick={() => setChoosing(!choosing())}>
            <span class={s.label}>
              <Show when={chosen()} fallback={<Sparkles class={s.icon} />}>{(emoji) => <span>{emoji()}</span>}</Show>
              {t.sending.effects.label}
            </span>
          </Button>
        </Show>
        <Button look="quiet" disabled={props.disabled} onClick={() => setScheduling(true)}>
          <span class={s.label}>
            <CalendarClock class={s.icon} />
            {props.reminds ? t.sending.menu.remind : t.sending.menu.schedule}
          </span>
        </Button>
        <Show when={scheduling()}>
          <ScheduleDialog
            reminds={props.reminds}
            onClose={() => setScheduling(false)}
            onChoose={(scheduleDate) => {
              setScheduling(false);
              props.onSend({ scheduleDate, ...(props.silent ? { silent: true } : {}), ...(props.effect?.id === undefined ? {} : { effect: props.effect.id }) });
            }}
          />
        </Show>
      </div>
      <Show when={choosing() && props.effect}>
        {(effect) => (
          <EffectGrid effects={app.effects.usable()} chosen={{ id: effect().id }} onChoose={(id) => effect().choose(effect().id === id ? undefined : id)} />
        )}
      </Show>
    </>
  );
}
