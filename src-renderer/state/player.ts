import { createSignal, onCleanup, type Accessor } from 'solid-js';
import { drop } from '#shared/assert.ts';
import type { Document, Message, SearchKind } from '#shared/model/index.ts';
import type { Host } from '../host/host.ts';
import type { IpcClient } from '../ipc/client.ts';
import { t } from '../strings/index.ts';
import type { Layers } from './layers.ts';
import type { Peers } from './peers.ts';
import type { WindowChoices } from './window-choices.ts';

/** What the sound of a message is walked as: voice messages one after another, music as a list. */
export type TrackKind = Extract<SearchKind, 'voice' | 'music'>;

export interface Track {
  message: Message;
  document: Document;
  kind: TrackKind;
}

/** The sound that is played, one at a time, whatever chat is open. */
export interface Player {
  track: Accessor<Track | undefined>;
  playing: Accessor<boolean>;
  /** Where it is and how long it is, seconds. */
  position: Accessor<number>;
  duration: Accessor<number>;
  /** How fast: 1 is as it was recorded. */
  speed: Accessor<number>;
  isCurrent(message: Message): boolean;
  /** Plays a message from its beginning; the one that is played already goes on, or pauses. */
  toggle(message: Message): void;
  /** Pauses, or goes on with, what is played. */
  pauseOrGoOn(): void;
  /** Goes to a moment (seconds) of what is played. */
  seek(to: number): void;
  nextSpeed(): void;
  /** Plays the next one of the same kind in the chat, in the order of their dates. */
  skip(direction: 'older' | 'newer'): Promise<void>;
  close(): void;
}

/** Speeds that one press after another goes through (1.7 is what Telegram's own clients offer). */
const SPEEDS = [1, 1.5, 1.7, 2, 0.5];
const SPEED_KEY = 'player.speed';
/** A press on "previous" goes back to the beginning when more than this many seconds were heard. */
const NEAR_BEGINNING = 3;

/** What can be listened to in a message; undefined when it holds no sound of its own. */
export function trackOf(message: Message): Track | undefined {
  const document = message.media?.kind === 'document' ? message.media.document : undefined;
  if (document?.kind === 'voice') return { message, document, kind: 'voice' };
  return document?.kind === 'audio' ? { message, document, kind: 'music' } : undefined;
}

export interface PlayerParts {
  client: IpcClient;
  host: Pick<Host, 'mediaUrl'>;
  peers: Pick<Peers, 'put'>;
  choices: Pick<WindowChoices, 'getItem' | 'setItem'>;
  layers: Pick<Layers, 'showError' | 'toast'>;
  sound?: HTMLAudioElement;
}

export function createPlayer({ client, host, peers, choices, layers, sound = new Audio() }: PlayerParts): Player {
  const [track, setTrack] = createSignal<Track>();
  const [playing, setPlaying] = createSignal(false);
  const [position, setPosition] = createSignal(0);
  const [duration, setDuration] = createSignal(0);
  const stored = Number(choices.getItem(SPEED_KEY));
  const [speed, setSpeed] = createSignal(SPEEDS.includes(stored) ? stored : 1);
  let watching: { dispose(): void } | undefined;

  const begin = () => {
    sound.defaultPlaybackRate = speed();
    sound.playbackRate = speed();
    // A pause or another track that comes in between ends the wish; what cannot be played is told by `error`.
    drop(sound.play().catch(() => undefined));
  };

  /** Follows the message: with it goes its sound. */
  const watch = ({ message: { peerId, id } }: Track) => {
    let wasThere = false;
    return client.listen('messages.window', { peerId, anchor: id, older: 0, newer: 1 }, (event) => {
      peers.put(event.peers);
      const isThere = event.order.includes(id);
      if (wasThere && !isThere && track()?.message.id === id) close();
      wasThere ||= isThere;
    });
  };

  const play = (next: Track) => {
    watching?.dispose();
    setTrack(next);
    setPosition(0);
    setDuration(next.document.duration ?? 0);
    sound.src = host.mediaUrl(next.document.url);
    watching = watch(next);
    begin();
  };

  const close = () => {
    watching?.dispose();
    watching = undefined;
    sound.pause();
    sound.removeAttribute('src');
    sound.load();
    setTrack(undefined);
    setPlaying(false);
  };

  const beside = async (from: Track, direction: 'older' | 'newer'): Promise<Track | undefined> => {
    const { peerId, id } = from.message;
    const found = await client.call('search.beside', { peerId, kind: from.kind, id, direction });
    if (found === null) return undefined;
    peers.put(found.peers);
    const next = trackOf(found.message);
    // Round video messages are among the voice messages: they are passed over, since they are looked at.
    return next ?? beside({ ...from, message: found.message }, direction);
  };

  /** What follows by itself: all of the music, and of voice messages those that were not heard yet. */
  const goOn = async (from: Track) => {
    const next = await beside(from, 'newer');
    if (track() !== from) return;
    if (next === undefined || (next.kind === 'voice' && (next.message.out || next.message.unheard !== true))) close();
    else play(next);
  };

  const heard = () => {
    const current = track();
    if (current?.message.unheard !== true || current.message.out) return;
    const { peerId, id } = current.message;
    drop(client.call('messages.heard', { peerId, id }).catch(layers.showError));
  };

  const listeners: Record<string, () => void> = {
    playing: () => {
      setPlaying(true);
      heard();
    },
    pause: () => setPlaying(false),
    timeupdate: () => setPosition(sound.currentTime),
    durationchange: () => {
      if (Number.isFinite(sound.duration) && sound.duration > 0) setDuration(sound.duration);
    },
    ended: () => {
      const current = track();
      if (current) drop(goOn(current).catch(close));
    },
    error: () => {
      const current = track();
      if (!current) return;
      layers.toast(t.player.unplayable, { kind: 'error' });
      setPlaying(false);
      if (current.kind === 'music') drop(goOn(current).catch(close));
      else close();
    },
  };
  for (const [name, listener] of Object.entries(listeners)) sound.addEventListener(name, listener);
  onCleanup(() => {
    for (const [name, listener] of Object.entries(listeners)) sound.removeEventListener(name, listener);
    close();
  });

  const isCurrent = (message: Message) => track()?.message.id === message.id && track()?.message.peerId === message.peerId;
  const pauseOrGoOn = () => {
    if (playing()) sound.pause();
    else if (track()) begin();
  };
  const seek = (to: number) => {
    sound.currentTime = Math.min(Math.max(0, to), duration());
    setPosition(sound.currentTime);
  };
  return {
    track,
    playing,
    position,
    duration,
    speed,
    isCurrent,
    toggle(message) {
      const wanted = trackOf(message);
      if (isCurrent(message)) pauseOrGoOn();
      else if (wanted) play(wanted);
    },
    pauseOrGoOn,
    seek,
    nextSpeed() {
      const next = SPEEDS[(SPEEDS.indexOf(speed()) + 1) % SPEEDS.length] ?? 1;
      setSpeed(next);
      choices.setItem(SPEED_KEY, String(next));
      sound.playbackRate = next;
    },
    async skip(direction) {
      const current = track();
      if (!current) return;
      if (direction === 'older' && position() > NEAR_BEGINNING) {
        seek(0);
        return;
      }
      const next = await beside(current, direction);
      if (next && track() === current) play(next);
    },
    close,
  };
}
