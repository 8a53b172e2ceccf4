import { createSignal, Show, type Accessor, type JSX } from 'solid-js';
import type { Profile } from '#shared/ipc/info.ts';
import type { PeerId } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { Button } from '../../ui/Button.tsx';
import { JoiningRows } from '../invites/JoiningRows.tsx';
import { Actions } from './Actions.tsx';
import { CommonChats } from './CommonChats.tsx';
import { Details } from './Details.tsx';
import { isPerson } from './info-words.ts';
import panel from './InfoPanel.module.css';
import { Members } from './Members.tsx';
import { Notifications } from './Notifications.tsx';
import { ProfileHead } from './ProfileHead.tsx';
import s from './ProfilePage.module.css';

/** A person, a group or a channel, from the photo down to what can be done. */
export function ProfilePage(props: { peerId: PeerId; profile: Accessor<Profile | undefined> }): JSX.Element {
  const app = useApp();
  const [scroller, setScroller] = createSignal<HTMLDivElement>();
  const peer = () => app.peers.get(props.peerId);
  const full = () => props.profile()?.full;
  const hasCommon = () => isPerson(peer()) && (full()?.commonChats ?? 0) > 0;
  const showsMembers = () => (props.profile()?.members ?? 'none') !== 'none';
  return (
    <div ref={setScroller} class={panel.body} data-testid="info-body" tabindex={-1}>
      <Show when={peer()}>
        {(known) => (
          <>
            <ProfileHead peer={known()} profile={props.profile()} />
            <Show when={props.profile()?.problem}>
              {(problem) => (
                <div class={s.problem} role="status">
                  <p>{problem()}</p>
                  <Button look="quiet" onClick={() => void app.client.call('info.refresh', { peerId: props.peerId }).catch(app.layers.showError)}>
                    {t.info.tryAgain}
                  </Button>
                </div>
              )}
            </Show>
            <Details peer={known()} profile={props.profile()} />
            <Show when={props.profile()?.inList && !known().isSelf}>
              <Notifications peer={known()} muted={props.profile()?.muted ?? false} />
            </Show>
            <Show when={props.profile()?.powers.inviteLink}>
              <JoiningRows peerId={props.peerId} requests={full()?.requests?.count ?? 0} />
            </Show>
            <Show when={hasCommon()}>
              <CommonChats peerId={props.peerId} count={full()?.commonChats ?? 0} />
            </Show>
            <Show when={props.profile()}>{(shown) => <Actions peer={known()} profile={shown()} />}</Show>
            <Show when={showsMembers() && scroller()}>
              {(element) => <Members peer={known()} profile={props.profile} scroller={element()} />}
            </Show>
          </>
        )}
      </Show>
    </div>
  );
}
