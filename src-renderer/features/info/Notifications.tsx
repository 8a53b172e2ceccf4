import Clock from 'lucide-solid/icons/clock';
import type { JSX } from 'solid-js';
import type { Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { SwitchRow } from '../../ui/SwitchRow.tsx';
import { muteForItems } from '../dialogs/chat-menu.tsx';
import s from './ProfilePage.module.css';

/** Whether a chat may make itself heard, or not for a time. */
export function Notifications(props: { peer: Peer; muted: boolean }): JSX.Element {
  const app = useApp();
  return (
    <div class={s.section}>
      <SwitchRow
        title={t.info.notifications}
        note={props.muted ? t.info.off : t.info.on}
        on={!props.muted}
        onChange={(on) => void app.client.call('dialogs.setMuted', { peerId: props.peer.id, muted: !on }).catch(app.layers.showError)}
      />
      <button
        type="button"
        class={s.row}
        aria-haspopup="menu"
        onClick={(event) =>
          app.layers.openMenu({ label: t.info.muteFor, at: event.currentTarget.getBoundingClientRect(), items: muteForItems(app, props.peer.id) })
        }
      >
        <Clock />
        <span class={s.texts}>{t.info.muteFor}</span>
      </button>
    </div>
  );
}
