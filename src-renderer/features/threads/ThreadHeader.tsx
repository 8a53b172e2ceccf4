import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Search from 'lucide-solid/icons/search';
import SquareArrowOutUpRight from 'lucide-solid/icons/square-arrow-out-up-right';
import { Show, type Accessor, type JSX } from 'solid-js';
import type { ThreadInfo, ThreadPlace } from '#shared/ipc/threads.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { actionsText, chatTitle } from '../../strings/peer-text.ts';
import { cls } from '../../ui/class.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import s from '../messages/ChatView.module.css';

/** What thread is open, how many answers it has, and the ways out: back, or to where its top stands in its chat. */
export function ThreadHeader(props: { place: ThreadPlace; info: Accessor<ThreadInfo | undefined>; onSearch(): void }): JSX.Element {
  const app = useApp();
  /** The post, or the message of the group. */
  const top = () => props.info()?.post ?? { peerId: props.place.peerId, id: props.place.rootId };
  const words = () => (props.info()?.post === undefined ? t.threads.replies : t.threads.comments);
  const doing = () => actionsText(app.actions.of(props.place.peerId, props.place.rootId), true);
  const chat = () => app.peers.get(top().peerId);
  const about = (info: ThreadInfo) => {
    const peer = chat();
    const count = words().count(info.count);
    return peer === undefined ? count : t.threads.about(count, chatTitle(peer));
  };
  return (
    <header class={s.header} data-testid="thread-header">
      <IconButton label={t.app.back} shortcut="Esc" onClick={app.navigation.back}>
        <ArrowLeft />
      </IconButton>
      <div class={s.titles}>
        <h1 class={s.title}>
          <Show when={props.info()} fallback={t.threads.title}>
            {words().title}
          </Show>
        </h1>
        <p class={cls(s.presence, doing() !== undefined && s.live)} data-testid="presence">
          <Show when={doing()} fallback={<Show when={props.info()}>{(info) => <bdi>{about(info())}</bdi>}</Show>}>
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
      <span class={s.actions}>
        <IconButton label={t.search.inChat.title} shortcut={app.keys.text('search.here')} onClick={() => props.onSearch()}>
          <Search />
        </IconButton>
        <Show when={props.info() && props.info()?.closed !== true}>
          <IconButton label={t.threads.viewInChat} onClick={() => app.navigation.open(top().peerId, top().id)}>
            <SquareArrowOutUpRight />
          </IconButton>
        </Show>
      </span>
    </header>
  );
}
