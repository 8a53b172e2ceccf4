import ArrowLeft from 'lucide-solid/icons/arrow-left';
import { Show, type JSX } from 'solid-js';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { createChatInfo } from '../../state/open-chat.ts';
import { t } from '../../strings/index.ts';
import { chatTitle, presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import s from './ChatView.module.css';

/** One open chat: mounted anew for each chat. */
export function ChatView(props: { peerId: PeerId }): JSX.Element {
  const app = useApp();
  const info = createChatInfo(app.client, app.peers, props.peerId);
  const peer = () => app.peers.get(props.peerId);
  return (
    <div class={s.chat}>
      <header class={s.header}>
        <Show when={app.layout.oneColumn()}>
          <IconButton label={t.app.back} shortcut="Esc" onClick={app.navigation.close}>
            <ArrowLeft />
          </IconButton>
        </Show>
        <Show when={peer()}>
          {(known) => (
            <>
              <Avatar peer={known()} size={40} />
              <div class={s.titles}>
                <h1 class={s.title} dir="auto">
                  {chatTitle(known())}
                </h1>
                <p class={s.presence}>{presenceText(known(), app.now(), info()?.onlineCount)}</p>
              </div>
            </>
          )}
        </Show>
      </header>
    </div>
  );
}
