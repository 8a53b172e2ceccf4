import Link from 'lucide-solid/icons/link';
import UserCheck from 'lucide-solid/icons/user-check';
import { Show, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import rows from '../info/ProfilePage.module.css';

/** What leads to the ways into a chat, and to those who ask to be let in. */
export function JoiningRows(props: { peerId: PeerId; requests: number }): JSX.Element {
  const { info } = useApp();
  return (
    <div class={rows.section}>
      <button type="button" class={rows.row} onClick={() => info.open(props.peerId, 'links')}>
        <Link />
        <span class={rows.texts}>{t.invites.links}</span>
      </button>
      <Show when={props.requests > 0}>
        <button type="button" class={rows.row} onClick={() => info.open(props.peerId, 'requests')}>
          <UserCheck />
          <span class={rows.texts}>{t.invites.requestCount(props.requests)}</span>
        </button>
      </Show>
    </div>
  );
}
