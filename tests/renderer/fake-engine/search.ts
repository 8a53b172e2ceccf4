import type { TopicInput } from '#shared/ipc/contract.ts';
import type { SearchResults } from '#shared/ipc/search.ts';
import { foundKey, type ConnectionStatus, type Message, type Peer, type PeerId } from '#shared/model/index.ts';
import { fold, matchOf, parseQuery } from '#shared/search/index.ts';
import type { World } from './world.ts';

/** What a search finds in the fake world: everything at once. */
export function searchWorld(world: World, input: TopicInput<'search.results'>, connection: ConnectionStatus): SearchResults {
  const query = parseQuery(input.query);
  const hits = (text: string): boolean => query !== undefined && matchOf(query, fold(text)) !== undefined;
  const wanted = (message: Message): boolean =>
    message.service === undefined &&
    (input.from === undefined || message.fromId === input.from) &&
    (input.kind === undefined || (message.media?.kind === 'photo' && input.kind === 'photo')) &&
    (query === undefined ? input.from !== undefined || input.kind !== undefined : hits(message.text));
  const chats = [...world.chats.values()].filter((chat) => input.inChat === undefined || chat.peerId === input.inChat);
  const found = chats.flatMap((chat) => chat.messages.filter(wanted)).sort((a, b) => b.date - a.date);
  const shown = found.slice(0, input.count);
  const named = (peer: Peer): boolean => input.inChat === undefined && (hits(peer.title) || peer.usernames.some(hits));
  const peers = [...world.peers.values()].filter(named).map((peer) => peer.id);
  const own = peers.filter((id) => world.chats.has(id));
  const others = peers.filter((id) => !world.chats.has(id));
  const shownPeers = new Set<PeerId>([...peers, ...shown.flatMap(({ peerId, fromId }) => (fromId === undefined ? [peerId] : [peerId, fromId]))]);
  return {
    request: input.request,
    order: shown.map(foundKey),
    upsert: shown,
    chats: own,
    others,
    peers: [...shownPeers].flatMap((id) => world.peers.get(id) ?? []),
    total: found.length,
    hasMore: shown.length < found.length,
    state: connection.kind === 'ready' ? 'done' : 'offline',
  };
}
