import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Bell from 'lucide-solid/icons/bell';
import BellOff from 'lucide-solid/icons/bell-off';
import Search from 'lucide-solid/icons/search';
import { Show, type Accessor, type JSX } from 'solid-js';
import type { ChatInfo } from '#shared/ipc/chat.ts';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { actionsText, chatTitle, isOnline, presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { SavedMenu } from '../saved/SavedMenu.tsx';
import s from './ChatView.module.css';

/** Who one talks to, what they are doing, and how to leave. */
export function ChatHeader(props: { peerId: PeerId; info: Accessor<ChatInfo | undefined>; onSearch?: (() => void) | undefined }): JSX.Element {
  const app = useApp();
  const peer = () => app.peers.get(props.peerId);
  const inGroup = () => ['group', 'supergroup'].includes(peer()?.kind ?? '');
  const doing = () => actionsText(app.actions.of(props.peerId), inGroup());
  const muted = () => props.info()?.muted ?? false;
  return (
    <header class={s.header}>
      <Show when={app.layout.oneColumn()}>
        <IconButton label={t.app.back} shortcut="Esc" onClick={app.navigation.close}>
          <ArrowLeft />
        </IconButton>
      </Show>
      <Show when={peer()}>
        {(known) => (
          <>
            <div class={s.who}>
              <Avatar peer={known()} size={40} online={isOnline(known(), app.now())} />
              <div class={s.titles}>
                <h1 class={s.title}>
                  <button type="button" class={s.about} aria-expanded={app.info.page()?.peerId === props.peerId} onClick={() => app.info.toggle(props.peerId)}>
                    <bdi>{chatTitle(known())}</bdi>
                  </button>
                </h1>
                <p class={cls(s.presence, (doing() !== undefined || isOnline(known(), app.now())) && s.live)} data-testid="presence">
                  <Show when={doing()} fallback={presenceText(known(), app.now(), props.info()?.onlineCount)}>
                    {(text) => (
                      <>
                        {text()}
                        <span class={s.dots} aria-hidden="true">
                          <i />
                          <i />
                          <i />
                        </span>
                      </>
                    )}
                  </Show>
                </p>
              </div>
            </div>
            <span class={s.actions}>
              <Show when={props.onSearch}>
                {(search) => (
                  <IconButton label={t.search.inChat.title} shortcut={app.keys.text('search.here')} onClick={() => search()()}>
                    <Search />
                  </IconButton>
                )}
              </Show>
              <Show when={!known().isSelf && props.info()}>
                <IconButton
                  label={muted() ? t.dialogs.unmute : t.dialogs.mute}
                  onClick={() => {
                    app.client.call('dialogs.setMuted', { peerId: props.peerId, muted: !muted() }).catch(app.layers.showError);
                  }}
                >
                  {muted() ? <BellOff /> : <Bell />}
                </IconButton>
              </Show>
              <Show when={known().isSelf}>
                <SavedMenu peerId={props.peerId} />
              </Show>
            </span>
          </>
        )}
      </Show>
    </header>
  );
}
