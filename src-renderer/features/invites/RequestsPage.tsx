import { createEffect, createSignal, For, on, Show, type Accessor, type JSX } from 'solid-js';
import { createStore, reconcile, unwrap } from 'solid-js/store';
import { drop } from '#shared/assert.ts';
import type { Profile } from '#shared/ipc/info.ts';
import type { JoinRequest } from '#shared/ipc/invites.ts';
import { AppError, type PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { formatRelative } from '../../strings/format.ts';
import { t } from '../../strings/index.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import rows from '../info/ProfilePage.module.css';
import s from './Invites.module.css';

/** Who asks to be let into a chat; followed as they come. */
export function RequestsPage(props: { peerId: PeerId; profile: Accessor<Profile | undefined> }): JSX.Element {
  const app = useApp();
  const { client, layers, peers } = app;
  const { peerId } = props;
  // Rows that stay keep their identity: what is pressed is not taken away under the pointer.
  const [known, setKnown] = createStore<{ requests?: JoinRequest[] }>({});
  const [hasMore, setHasMore] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  let asked = 0;
  const read = (before: readonly JoinRequest[]) => {
    const mine = ++asked;
    const last = before.at(-1);
    setProblem(undefined);
    client.call('info.joinRequests', { peerId, ...(last === undefined ? {} : { after: { userId: last.peerId, date: last.date } }) }).then(
      (page) => {
        // What was asked for later is newer.
        if (mine !== asked) return;
        peers.put(page.peers);
        setKnown('requests', reconcile([...before, ...page.requests], { key: 'peerId' }));
        setHasMore(page.hasMore);
      },
      (error: unknown) => mine === asked && setProblem(error instanceof AppError ? error.message : t.app.somethingWrong),
    );
  };
  // Who came or was decided about, here or elsewhere, changes the count or who asked last.
  createEffect(on(() => JSON.stringify(props.profile()?.full?.requests), () => read([])));
  const answer = (approve: boolean, userId?: PeerId) => {
    if (userId !== undefined) setKnown('requests', (all) => all?.filter((one) => one.peerId !== userId));
    drop(client.call('info.answerRequest', { peerId, approve, ...(userId === undefined ? {} : { userId }) }).catch(layers.showError).finally(() => read([])));
  };
  return (
    <div class={s.page} data-testid="join-requests">
      <Show when={problem()}>
        {(text) => (
          <div class={s.empty} role="status">
            <p>{text()}</p>
            <Button look="quiet" onClick={() => read([])}>{t.invites.tryAgain}</Button>
          </div>
        )}
      </Show>
      <Show when={known.requests} fallback={<Show when={problem() === undefined}><p class={s.empty} role="status">{t.invites.loadingRequests}</p></Show>}>
        {(all) => (
          <Show when={all().length > 0} fallback={<p class={s.empty}>{t.invites.noRequests}</p>}>
            <ul class={rows.list} aria-label={t.invites.requests}>
              <For each={all()}>
                {(request) => (
                  <Show when={peers.get(request.peerId)}>
                    {(peer) => (
                      <li class={s.request}>
                        <Avatar peer={peer()} size={46} />
                        <div class={s.who}>
                          <button type="button" class={s.name} dir="auto" onClick={() => app.info.open(request.peerId)}>
                            {peer().title}
                          </button>
                          <Show when={request.about}>{(about) => <p dir="auto">{about()}</p>}</Show>
                          <p class={s.note}>{t.invites.asked(formatRelative(request.date, app.now()))}</p>
                          <div class={s.buttons}>
                            <Button look="quiet" aria-label={t.invites.approveOne(peer().title)} onClick={() => answer(true, request.peerId)}>
                              {t.invites.approve}
                            </Button>
                            <Button look="quiet" aria-label={t.invites.dismissOne(peer().title)} onClick={() => answer(false, request.peerId)}>
                              {t.invites.dismiss}
                            </Button>
                          </div>
                        </div>
                      </li>
                    )}
                  </Show>
                )}
              </For>
            </ul>
            <Show when={hasMore()}>
              <Button look="quiet" onClick={() => read([...(unwrap(known).requests ?? [])])}>{t.invites.loadMore}</Button>
            </Show>
            <Show when={all().length > 1}>
              <div class={s.primary}>
                <div class={s.buttons}>
                  <Button look="quiet" onClick={() => answer(true)}>{t.invites.approveAll}</Button>
                  <Button look="quiet" onClick={() => answer(false)}>{t.invites.dismissAll}</Button>
                </div>
              </div>
            </Show>
          </Show>
        )}
      </Show>
    </div>
  );
}
