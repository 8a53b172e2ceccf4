import { createRoot } from 'solid-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../../../src-renderer/ipc/client.ts';
import { createPlayer, trackOf, type Player } from '../../../src-renderer/state/player.ts';

const PEER = 7 as PeerId;
const of = (id: number, kind: 'voice' | 'audio' | 'roundVideo', more: Partial<Message> = {}): Message =>
  ({
    id: id as MessageId, peerId: PEER, date: 1, out: false, text: '', entities: [], ...more,
    media: { kind: 'document', document: { id: String(id), kind, fileName: '', mimeType: '', byteSize: 1, url: `document/${id}`, duration: 10 } },
  }) as Message;

/** As much of an audio element as the player uses. */
class FakeSound extends EventTarget {
  src = '';
  currentTime = 0;
  duration = Number.NaN;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  play = vi.fn(() => {
    this.dispatchEvent(new Event('playing'));
    return Promise.resolve();
  });
  pause(): void {
    this.dispatchEvent(new Event('pause'));
  }
  removeAttribute(): void {
    this.src = '';
  }
  load(): void {}
}

let chat: Message[];
let sound: FakeSound;
let player: Player;
let heard: number[];
let told: unknown[];
let shown: ((event: { order: number[]; peers: [] }) => void) | undefined;
let end: () => void;
const stored = new Map<string, string>();

beforeEach(() => {
  [chat, heard, told, sound] = [[], [], [], new FakeSound()];
  const call = (name: string, input: { id: number; kind: string; direction: string }): Promise<unknown> => {
    if (name === 'messages.heard') {
      heard.push(input.id);
      chat = chat.map((each) => (each.id === input.id ? { ...each, unheard: false } : each));
      return Promise.resolve();
    }
    const wanted = chat.filter((each) => (input.direction === 'newer' ? each.id > input.id : each.id < input.id));
    const message = input.direction === 'newer' ? wanted[0] : wanted.at(-1);
    return Promise.resolve(message === undefined ? null : { message, peers: [] });
  };
  const listen = (_name: string, _input: object, onEvent: typeof shown) => {
    shown = onEvent;
    return { dispose: () => undefined };
  };
  createRoot((dispose) => {
    end = dispose;
    player = createPlayer({
      client: { call, listen } as unknown as IpcClient,
      host: { mediaUrl: (path) => path },
      peers: { put: () => undefined },
      choices: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) },
      layers: { showError: (error) => void told.push(error), toast: (text) => void told.push(text) },
      sound: sound as unknown as HTMLAudioElement,
    });
  });
});
afterEach(() => {
  end();
  stored.clear();
});

const fire = (name: string): boolean => sound.dispatchEvent(new Event(name));

describe('the player', () => {
  it('plays what is voice or music and nothing else', () => {
    expect([trackOf(of(1, 'voice'))?.kind, trackOf(of(1, 'audio'))?.kind, trackOf(of(1, 'roundVideo')), trackOf({ ...of(1, 'voice'), media: undefined } as never)])
      .toEqual(['voice', 'music', undefined, undefined]);
  });

  it('says that a voice message was heard when its sound is there, not before, and never of own ones', () => {
    sound.play.mockImplementationOnce(() => Promise.resolve());
    player.toggle(of(1, 'voice', { unheard: true }));
    expect([sound.src, heard, player.playing()]).toEqual(['document/1', [], false]);
    fire('playing');
    expect([heard, player.playing()]).toEqual([[1], true]);
    player.toggle(of(2, 'voice', { unheard: true, out: true }));
    expect(heard).toEqual([1]);
  });

  it('goes on with the next voice message that was not heard, past round videos, and stops at one that was', async () => {
    chat = [of(1, 'voice', { unheard: true }), of(2, 'roundVideo'), of(3, 'voice', { unheard: true }), of(4, 'voice')];
    player.toggle(chat[0]!);
    fire('ended');
    await vi.waitFor(() => expect(player.track()?.message.id).toBe(3));
    fire('ended');
    await vi.waitFor(() => expect(player.track()).toBeUndefined());
    expect(heard).toEqual([1, 3]);
  });

  it('goes through music in the order of the chat and stops at its end', async () => {
    chat = [of(1, 'audio'), of(2, 'audio')];
    player.toggle(chat[0]!);
    await player.skip('newer');
    expect(player.track()?.message.id).toBe(2);
    sound.currentTime = 8;
    fire('timeupdate');
    await player.skip('older');
    expect([player.track()?.message.id, player.position()]).toEqual([2, 0]);
    await player.skip('older');
    expect(player.track()?.message.id).toBe(1);
    await player.skip('older');
    expect(player.track()?.message.id).toBe(1);
  });

  it('pauses and goes on with one press, and seeks within the sound', () => {
    const song = of(1, 'audio');
    player.toggle(song);
    player.toggle(song);
    expect(player.playing()).toBe(false);
    player.toggle(song);
    expect([player.playing(), sound.play.mock.calls.length]).toEqual([true, 2]);
    player.seek(99);
    expect(player.position()).toBe(10);
  });

  it('keeps its speed for what comes, also for the next start', () => {
    player.nextSpeed();
    player.toggle(of(1, 'audio'));
    expect([sound.playbackRate, [...stored.values()]]).toEqual([1.5, ['1.5']]);
  });

  it('stops when its message is deleted, not while that is only not known yet', () => {
    player.toggle(of(1, 'audio'));
    shown?.({ order: [], peers: [] });
    expect(player.track()).toBeDefined();
    shown?.({ order: [1], peers: [] });
    shown?.({ order: [], peers: [] });
    expect(player.track()).toBeUndefined();
  });

  it('says that a file cannot be played, and goes on with the music after it', async () => {
    chat = [of(1, 'audio'), of(2, 'audio')];
    player.toggle(chat[0]!);
    fire('error');
    await vi.waitFor(() => expect(player.track()?.message.id).toBe(2));
    expect(told).toEqual(['This file cannot be played here. It can be saved and opened with another program.']);
  });
});
