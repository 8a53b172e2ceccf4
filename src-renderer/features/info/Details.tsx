import AtSign from 'lucide-solid/icons/at-sign';
import Cake from 'lucide-solid/icons/cake';
import Copy from 'lucide-solid/icons/copy';
import Info from 'lucide-solid/icons/info';
import Link from 'lucide-solid/icons/link';
import Megaphone from 'lucide-solid/icons/megaphone';
import Phone from 'lucide-solid/icons/phone';
import { createEffect, For, Show, type JSX } from 'solid-js';
import type { Profile } from '#shared/ipc/info.ts';
import type { Peer } from '#shared/model/index.ts';
import { useApp } from '../../state/app-state.tsx';
import { t } from '../../strings/index.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import s from './Details.module.css';
import { birthdayText, isPerson, phoneText, publicLink } from './info-words.ts';

/** What a person or a chat says of itself, each with a way to copy it. */
export function Details(props: { peer: Peer; profile: Profile | undefined }): JSX.Element {
  const app = useApp();
  const full = () => props.profile?.full;
  const linked = () => {
    const id = full()?.linkedPeerId;
    return id === undefined ? undefined : app.peers.get(id);
  };
  // The channel that belongs to this one came along with the full form, and may not be known to this window.
  createEffect(() => {
    const id = full()?.linkedPeerId;
    if (id === undefined || app.peers.get(id)) return;
    app.client.call('peers.get', { peerId: id }).then((peer) => app.peers.put([peer]), () => undefined);
  });
  const linkedLabel = () => (isPerson(props.peer) ? t.info.channelOf : props.peer.kind === 'channel' ? t.info.discussion : t.info.linkedChannel);
  const aboutLabel = () => (props.peer.kind === 'user' ? t.info.bio : t.info.description);
  return (
    <dl class={s.details} aria-label={t.info.details}>
      <Show when={props.peer.phone}>{(phone) => <Row icon={<Phone />} label={t.info.phone} value={phoneText(phone())} ltr copies={phoneText(phone())} />}</Show>
      <Show when={full()?.about}>{(about) => <Row icon={<Info />} label={aboutLabel()} value={about()} copies={about()} long />}</Show>
      <For each={props.peer.usernames}>
        {(name) => (
          <Show
            when={isPerson(props.peer)}
            fallback={<Row icon={<Link />} label={t.info.link} value={publicLink(name)} ltr copies={`https://${publicLink(name)}`} />}
          >
            <Row icon={<AtSign />} label={t.info.username} value={`@${name}`} ltr copies={`@${name}`} link={`https://${publicLink(name)}`} />
          </Show>
        )}
      </For>
      <Show when={full()?.inviteLink}>
        {(link) => <Row icon={<Link />} label={t.info.inviteLink} value={link().replace(/^https?:\/\//, '')} ltr copies={link()} />}
      </Show>
      <Show when={full()?.birthday}>{(birthday) => <Row icon={<Cake />} label={t.info.birthday} value={birthdayText(birthday(), app.now())} />}</Show>
      <Show when={linked()}>
        {(peer) => <Row icon={<Megaphone />} label={linkedLabel()} value={peer().title} onOpen={() => app.navigation.open(peer().id)} />}
      </Show>
    </dl>
  );
}

function Row(props: { icon: JSX.Element; label: string; value: string; ltr?: boolean; long?: boolean; copies?: string; link?: string; onOpen?(): void }): JSX.Element {
  const { layers } = useApp();
  const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => layers.toast(t.info.copied), layers.showError);
  return (
    <div class={s.row}>
      <dt class={s.label}>
        <span class={s.icon}>{props.icon}</span>
        {props.label}
      </dt>
      <dd class={s.value} dir={props.ltr ? 'ltr' : 'auto'}>
        <Show when={props.onOpen} fallback={props.value}>
          {(open) => (
            <button type="button" class={s.open} onClick={() => open()()}>
              {props.value}
            </button>
          )}
        </Show>
      </dd>
      <Show when={props.copies ?? props.link}>
        <dd class={s.buttons}>
          <Show when={props.copies}>
            {(text) => (
              <IconButton label={t.info.copy(props.label)} onClick={() => copy(text())}>
                <Copy />
              </IconButton>
            )}
          </Show>
          <Show when={props.link}>
            {(link) => (
              <IconButton label={t.info.copyLink} onClick={() => copy(link())}>
                <Link />
              </IconButton>
            )}
          </Show>
        </dd>
      </Show>
    </div>
  );
}
