import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import SkipBack from 'lucide-solid/icons/skip-back';
import SkipForward from 'lucide-solid/icons/skip-forward';
import X from 'lucide-solid/icons/x';
import { Show, type JSX } from 'solid-js';
import { drop } from '#shared/assert.ts';
import { useApp } from '../../state/app-state.tsx';
import type { Track } from '../../state/player.ts';
import { t } from '../../strings/index.ts';
import { mediaLabel } from '../../strings/media-text.ts';
import { chatTitle } from '../../strings/peer-text.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { PositionSlider } from './PositionSlider.tsx';
import s from './PlayerBar.module.css';

/** What is listened to, over whatever chat is open; nothing while nothing is. */
export function PlayerBar(): JSX.Element {
  const { player } = useApp();
  return <Show when={player.track()}>{(track) => <Bar track={track()} />}</Show>;
}

function Bar(props: { track: Track }): JSX.Element {
  const { layers, navigation, peers, player } = useApp();
  const message = () => props.track.message;
  const name = () => mediaLabel({ kind: 'document', document: props.track.document }) ?? '';
  const sender = () => {
    const { fromId, peerId } = message();
    const peer = (fromId === undefined ? undefined : peers.get(fromId)) ?? peers.get(peerId);
    return peer === undefined ? '' : chatTitle(peer);
  };
  const skip = (direction: 'older' | 'newer') => drop(player.skip(direction).catch(layers.showError));
  return (
    <section class={s.bar} aria-label={t.player.bar} data-testid="player">
      <IconButton label={t.player.previous} onClick={() => skip('older')}>
        <SkipBack />
      </IconButton>
      <IconButton label={player.playing() ? t.player.pause(name()) : t.player.play(name())} onClick={player.pauseOrGoOn}>
        <Show when={player.playing()} fallback={<Play />}>
          <Pause />
        </Show>
      </IconButton>
      <IconButton label={t.player.next} onClick={() => skip('newer')}>
        <SkipForward />
      </IconButton>
      <button type="button" class={s.what} data-tooltip={t.player.show} onClick={() => navigation.open(message().peerId, message().id)}>
        <span class={s.name} dir="auto">{name()}</span>
        <span class={s.sender} dir="auto">{sender()}</span>
      </button>
      <button type="button" class={s.speed} aria-label={t.player.speed(`${player.speed()}×`)} data-tooltip={t.player.speed(`${player.speed()}×`)} onClick={player.nextSpeed}>
        {player.speed()}×
      </button>
      <IconButton label={t.player.close} onClick={player.close}>
        <X />
      </IconButton>
      <PositionSlider class={s.slider} />
    </section>
  );
}
