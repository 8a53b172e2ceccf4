import { createSignal, For, onMount, Show, type JSX } from 'solid-js';
import { AppError, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { presenceText } from '../../strings/peer-text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import s from './ProfilePage.module.css';

/** Groups that one is in together with somebody, page by page. */
export function CommonChats(props: { peerId: PeerId; count: number }): JSX.Element {
  const app = useApp();
  const [chats, setChats] = createSignal<readonly PeerId[]>([]);
  const [hasMore, setHasMore] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const load = async () => {
    setBusy(true);
    setProblem(undefined);
    const after = chats().at(-1);
    try {
      const page = await app.client.call('info.commonChats', { peerId: props.peerId, ...(after === undefined ? {} : { after }) });
      app.peers.put(page.peers);
      setChats((all) => [...all, ...page.chats.filter((id) => !all.includes(id))]);
      setHasMore(page.hasMore);
    } catch (error) {
      setProblem(error instanceof AppError ? error.message : t.app.somethingWrong);
    } finally {
      setBusy(false);
    }
  };
  onMount(() => void load());
  return (
    <section class={s.section} aria-label={t.info.common}>
      <h4 class={s.heading}>{t.info.commonCount(props.count)}</h4>
      <ul class={s.list}>
        <For each={chats()}>
          {(id) => (
            <Show when={app.peers.get(id)}>
              {(peer) => (
                <li>
                  <button type="button" class={s.row} onClick={() => app.navigation.open(id)}>
                    <Avatar peer={peer()} size={40} />
                    <span class={s.texts}>
                      <span class={s.name} dir="auto">
                        {peer().title}
                      </span>
                      <span class={s.note}>{presenceText(peer(), app.now())}</span>
                    </span>
                  </button>
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
      <Show when={problem()}>{(text) => <p class={s.empty} role="status">{text()}</p>}</Show>
      <Show when={hasMore() || problem()}>
        <Button look="quiet" wide busy={busy()} onClick={() => void load()}>
          {problem() ? t.info.tryAgain : t.info.loadMore}
        </Button>
      </Show>
    </section>
  );
}
