import { createEffect, Show, type JSX } from 'solid-js';
import { useApp } from '../../state/app-state.tsx';
import { createTopic } from '../../state/topic.ts';
import { directionOf } from '../../strings/direction.ts';
import { t } from '../../strings/index.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import rowStyles from './ChatRow.module.css';
import s from './SponsorRow.module.css';

/** On top of the list: the channel that the MTProto proxy in use is paid with, named as that. */
export function SponsorRow(props: { narrow: boolean }): JSX.Element {
  const { client, navigation, peers } = useApp();
  const sponsor = createTopic(client, 'promo.sponsor', {});
  createEffect(() => {
    const peer = sponsor();
    if (peer) peers.put([peer]);
  });
  return (
    <Show when={sponsor()}>
      {(peer) => (
        <button
          type="button"
          class={cls(rowStyles.row, navigation.isOpen(peer().id) && rowStyles.open, props.narrow && rowStyles.narrow)}
          data-testid="sponsor"
          data-tooltip={props.narrow ? `${chatTitle(peer())}, ${t.dialogs.sponsor}` : undefined}
          onClick={() => navigation.open(peer().id)}
        >
          <span role="img" aria-label={`${chatTitle(peer())}, ${t.dialogs.sponsor}`} />
          <span class={rowStyles.avatar} aria-hidden="true">
            <Avatar peer={peer()} size={54} online={false} />
          </span>
          <Show when={!props.narrow}>
            <span class={rowStyles.body} aria-hidden="true">
              <span class={rowStyles.line}>
                <span class={rowStyles.title} dir={directionOf(chatTitle(peer()))}>
                  {chatTitle(peer())}
                </span>
              </span>
              <span class={rowStyles.line}>
                <span class={s.label}>{t.dialogs.sponsor}</span>
              </span>
            </span>
          </Show>
        </button>
      )}
    </Show>
  );
}
