import X from 'lucide-solid/icons/x';
import { Show, type JSX } from 'solid-js';
import type { Message } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import s from './UploadRing.module.css';

const RADIUS = 20;
const ROUND = 2 * Math.PI * RADIUS;

/** Over a file that is on its way: how far it has come, and a press takes it back. */
export function UploadRing(props: { message: Message }): JSX.Element {
  const app = useApp();
  const isOnItsWay = () => props.message.id < 0 && (props.message.sending?.state === 'pending' || props.message.sending?.state === 'waiting');
  const progress = () => app.uploads.of(props.message.id);
  const part = () => {
    const known = progress();
    return known && known.total > 0 ? known.sent / known.total : 0;
  };
  const cancel = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const { peerId, id } = props.message;
    app.client.call('messages.delete', { peerId, ids: [id], forEveryone: false }).catch(app.layers.showError);
  };
  return (
    <Show when={isOnItsWay()}>
      <span class={s.place}>
        <button type="button" class={s.ring} aria-label={t.attach.cancel} data-tooltip={t.attach.cancel} data-testid="cancel-upload" onClick={cancel}>
          <svg class={s.circle} viewBox="0 0 44 44" aria-hidden="true">
            <circle class={s.track} cx="22" cy="22" r={RADIUS} />
            <circle class={s.done} cx="22" cy="22" r={RADIUS} stroke-dasharray={`${ROUND}`} stroke-dashoffset={`${ROUND * (1 - Math.max(0.04, part()))}`} />
          </svg>
          <X class={s.cross} />
        </button>
        <span
          class={s.spoken}
          role="progressbar"
          aria-label={progress() ? t.attach.sending(Math.round(part() * 100)) : t.attach.waiting}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(part() * 100)}
        />
      </span>
    </Show>
  );
}
