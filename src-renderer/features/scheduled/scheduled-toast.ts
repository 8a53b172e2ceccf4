import { WHEN_ONLINE } from '#shared/model/index.ts';
import type { PeerId, SendOptions } from '#shared/model/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { whenText } from './schedule-time.ts';

/** Says when something goes out that was not sent at once. */
export function toastScheduled(app: AppState, peerId: PeerId, { scheduleDate }: SendOptions): void {
  if (scheduleDate === undefined) return;
  const { done, reminderDone, whenOnlineDone } = t.sending.schedule;
  const peer = app.peers.get(peerId);
  if (scheduleDate === WHEN_ONLINE) return app.layers.toast(whenOnlineDone(peer?.firstName ?? peer?.title ?? ''));
  app.layers.toast((peer?.isSelf ? reminderDone : done)(whenText(scheduleDate, Date.now())));
}
