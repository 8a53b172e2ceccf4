import { createSignal, type JSX } from 'solid-js';
import type { MessageId, PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Calendar, dayOf } from '../../ui/Calendar.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** A calendar that leads to the first message of a day. */
export function DateDialog(props: { peerId: PeerId; onJump(id: MessageId): void; onClose(): void }): JSX.Element {
  const app = useApp();
  const today = dayOf(Date.now());
  const [day, setDay] = createSignal(today);
  const [busy, setBusy] = createSignal(false);
  const go = (chosen: Date) => {
    setBusy(true);
    app.client
      .call('search.atDate', { peerId: props.peerId, date: Math.max(0, Math.floor(chosen.getTime() / 1000)) })
      .then((found) => {
        if (found === null) app.layers.toast(t.search.calendar.empty);
        props.onClose();
        if (found !== null) props.onJump(found.id);
      })
      .catch((error: unknown) => {
        setBusy(false);
        app.layers.showError(error);
      });
  };
  return (
    <Dialog title={t.search.calendar.title} onClose={props.onClose} buttons={<Button onClick={props.onClose}>{t.app.cancel}</Button>}>
      <Calendar label={t.search.calendar.days} day={day()} latest={today} disabled={busy()} onDay={setDay} onChoose={go} />
    </Dialog>
  );
}
