import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Search from 'lucide-solid/icons/search';
import type { JSX } from 'solid-js';
import { HIDDEN_AUTHOR, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import s from '../messages/ChatView.module.css';
import { SourceAvatar } from './SourceAvatar.tsx';
import { sourceTitle } from './source-words.ts';

/** Which source of Saved Messages is open, and the way back. */
export function SourceHeader(props: { source: PeerId; onSearch(): void }): JSX.Element {
  const app = useApp();
  const peer = () => app.peers.get(props.source);
  const about = () => (props.source === HIDDEN_AUTHOR ? t.saved.aboutHidden : peer()?.isSelf ? t.saved.aboutNotes : t.saved.aboutSource);
  return (
    <header class={s.header} data-testid="source-header">
      <IconButton label={t.app.back} shortcut="Esc" onClick={app.navigation.back}>
        <ArrowLeft />
      </IconButton>
      <div class={s.who}>
        <SourceAvatar peer={peer()} size={40} />
        <div class={s.titles}>
          <h1 class={s.title}>
            <bdi>{sourceTitle(props.source, peer())}</bdi>
          </h1>
          <p class={s.presence}>{about()}</p>
        </div>
      </div>
      <span class={s.actions}>
        <IconButton label={t.search.inChat.title} shortcut={app.keys.text('search.here')} onClick={() => props.onSearch()}>
          <Search />
        </IconButton>
      </span>
    </header>
  );
}
