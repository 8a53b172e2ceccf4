import { createRoot } from 'solid-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError, channelPeerId, messageId, userPeerId, type Peer } from '#shared/model/index.ts';
import type { IpcClient } from '../../../src-renderer/ipc/client.ts';
import { createChatLinks, type LinkOrigin } from '../../../src-renderer/state/chat-links.ts';
import { createNavigation } from '../../../src-renderer/state/navigation.ts';
import { settled } from './support.tsx';

const peerOf = (id: Peer['id'], kind: Peer['kind'], more: Partial<Peer> = {}): Peer => ({
  id, kind, title: 'Somebody', usernames: [], color: 0, rights: { send: true, sendMedia: true, pin: false, deleteOthers: false }, ...more,
});
const news = peerOf(channelPeerId(1), 'channel');
const club = peerOf(channelPeerId(2), 'supergroup');
const forum = peerOf(channelPeerId(3), 'supergroup', { isForum: true });
const anna = peerOf(userPeerId(4), 'user');
const named: Readonly<Record<string, Peer>> = { news, club, forum, anna };
const notFound = (message: string) => new AppError({ code: 'NOT_FOUND', message });
const thread = { kind: 'thread', rootId: messageId(70) } as const;
/** Where the comments to every post are. */
const talk = channelPeerId(9);

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

function window(failures: Readonly<Record<string, AppError>> = {}) {
  const said: string[] = [];
  const answers: Readonly<Record<string, (input: Record<string, unknown>) => unknown>> = {
    'peers.resolve': ({ username }) => named[String(username)] ?? notFound('Nobody has this username.'),
    'peers.get': ({ peerId }) => Object.values(named).find(({ id }) => id === peerId) ?? notFound('This chat does not exist any more.'),
    'threads.open': ({ peerId }) => ({ peerId: peerId === news.id ? talk : peerId, rootId: thread.rootId }),
  };
  const calls = vi.fn(async (name: string, input: Record<string, unknown>) => {
    const answer = failures[name] ?? answers[name]?.(input);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const jumps: unknown[] = [];
  const { navigation, dispose } = createRoot((end) => ({ navigation: createNavigation(), dispose: end }));
  ended.push(dispose);
  const links = createChatLinks(
    { call: calls as unknown as IpcClient['call'] }, { put: () => undefined }, navigation,
    { toast: (text) => void said.push(text), showError: (error) => void said.push((error as Error).message) },
  );
  const from = (peerId: Peer['id'], section?: LinkOrigin['section']): LinkOrigin => ({ peerId, section, message: messageId(50), jumpTo: (...to) => void jumps.push(to) });
  /** Follows a link and tells where the window is then. */
  const follow = async (link: string, origin?: LinkOrigin) => {
    expect(links.offer(link, origin)).toBe(true);
    await settled();
    const { request: _, ...target } = navigation.target() ?? { request: 0 };
    return target;
  };
  return { links, navigation, calls, said, jumps, from, follow };
}

describe('links to chats and messages', () => {
  it.each([
    ['t.me/news', { peerId: news.id }],
    ['t.me/news/5', { peerId: news.id, at: 5 }],
    ['t.me/c/2/5', { peerId: club.id, at: 5 }],
    ['t.me/anna', { peerId: anna.id }],
    // Numbers of messages of people are everybody's own.
    ['t.me/anna/5', { peerId: anna.id }],
    ['t.me/club/70/5', { peerId: club.id, section: thread, at: 5, below: { peerId: club.id, at: 5 } }],
    ['t.me/club/70?thread=70', { peerId: club.id, section: thread, below: { peerId: club.id, at: 70 } }],
    ['t.me/forum/70/5', { peerId: forum.id, at: 5 }],
    ['t.me/news/5?comment=7', { peerId: talk, section: thread, at: 7, below: { peerId: news.id, at: 5 } }],
    ['t.me/club/5?comment=7', { peerId: club.id, at: 5 }],
  ])('%s', async (link, expected) => {
    const { follow, said } = window();
    expect(await follow(link)).toEqual(expected);
    expect(said).toEqual([]);
  });

  it('jump within the open chat and the open thread, with a way back', async () => {
    const { navigation, follow, from, jumps } = window();
    navigation.open(club.id);
    await follow('t.me/club/5', from(club.id));
    await follow('t.me/club/70/6', from(club.id, thread));
    expect(jumps).toEqual([[5, 50], [6, 50]]);
    expect(navigation.target()).toMatchObject({ peerId: club.id, request: 1 });
  });

  it('lead out of another chat, and comments back to the link', async () => {
    const { navigation, follow, from, jumps } = window();
    navigation.open(anna.id);
    expect(await follow('t.me/news/5?comment=7', from(anna.id))).toEqual({ peerId: talk, section: thread, at: 7, below: { peerId: anna.id, at: 50 } });
    expect(await follow('t.me/c/2/5', from(talk, thread))).toEqual({ peerId: club.id, at: 5 });
    expect(jumps).toEqual([]);
  });

  it('say so when they lead nowhere', async () => {
    const { navigation, follow, said } = window();
    expect([await follow('t.me/nobody/5'), await follow('t.me/c/77/5')]).toEqual([{}, {}]);
    expect(said).toEqual(['Nobody has this username.', 'This link leads into a private chat that you are not a member of. Ask somebody there for an invitation.']);
    expect(navigation.target()).toBeUndefined();
  });

  it('show the message where its thread cannot be had; of comments it is said', async () => {
    const { follow, said } = window({ 'threads.open': notFound('Comments to this post are closed.') });
    expect(await follow('t.me/club/70/5')).toEqual({ peerId: club.id, at: 5 });
    expect(said).toEqual([]);
    expect(await follow('t.me/news/5?comment=7')).toEqual({ peerId: news.id, at: 5 });
    expect(said).toEqual(['Comments to this post are closed.']);
  });

  it('do not take a person away who has gone on meanwhile', async () => {
    const { navigation, links, calls } = window();
    links.offer('t.me/news/5');
    navigation.open(anna.id);
    await settled();
    expect(calls).toHaveBeenCalledOnce();
    expect(navigation.openPeer()).toBe(anna.id);
  });

  it('of other kinds are left to others', () => {
    const { links, calls } = window();
    expect(links.offer('https://t.me/+491701234567')).toBe(false);
    expect(links.offer('https://example.org/news/5')).toBe(false);
    expect(calls).not.toHaveBeenCalled();
  });
});
