import { createEffect, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { TopicInput } from '#shared/ipc/contract.ts';
import type { SearchResults } from '#shared/ipc/search.ts';
import type { ChatKind, ChatSection, FoundKey, Message, PeerId, PostsWish, Reaction, SearchKind } from '#shared/model/index.ts';
import type { IpcClient, Listening } from '../../ipc/client.ts';
import type { Peers } from '../../state/peers.ts';

/** What is looked for; undefined while nothing is. */
export interface SearchWish {
  query: string;
  inChat?: PeerId;
  section?: ChatSection;
  /** All of these, in Saved Messages. */
  tags?: Reaction[];
  from?: PeerId;
  kind?: SearchKind;
  among?: ChatKind;
  channels?: true;
  posts?: PostsWish;
}

export interface Found extends Pick<SearchResults, 'chats' | 'others' | 'total' | 'hasMore' | 'state' | 'problem' | 'quota' | 'hereOnly'> {
  /** The query that was answered. */
  query: string;
  /** The whole of what was answered: the present wish, or an earlier one that the answer to the present one has not replaced yet. */
  wish: SearchWish;
  /** Messages keep their identity while they stay the same. */
  messages: Message[];
  keys: FoundKey[];
}

export interface SearchStore {
  /** The answer to the present wish as far as it is there; that to the last one until then. */
  found: Accessor<Found | undefined>;
  /** Asks for further messages. */
  more(): void;
  /** Asks anew, after a failure. */
  again(): void;
}

const PAGE = 40;
const MOST = 1_000;

/** Follows the results for a wish that changes with every key. Answers to earlier wishes are not shown. */
export function createSearch(client: IpcClient, peers: Peers, wish: Accessor<SearchWish | undefined>): SearchStore {
  const [found, setFound] = createSignal<Found>();
  let listening: Listening<TopicInput<'search.results'>> | undefined;
  let rows = new Map<FoundKey, Message>();
  let request = 0;
  let count = PAGE;
  let asked: SearchWish | undefined;

  const input = (): TopicInput<'search.results'> => ({ request, query: '', ...asked, count });
  const stop = () => {
    listening?.dispose();
    listening = undefined;
    rows = new Map();
    setFound(undefined);
  };
  const take = (event: SearchResults) => {
    peers.put(event.peers);
    const brought = new Map(event.upsert.map((message) => [`${message.peerId}:${message.id}` as FoundKey, message]));
    const next = new Map<FoundKey, Message>();
    for (const key of event.order) {
      const message = brought.get(key) ?? rows.get(key);
      if (message === undefined) return listening?.restart();
      next.set(key, message);
    }
    rows = next;
    if (event.request !== request || asked === undefined) return;
    const { chats, others, total, hasMore, state, problem, quota, hereOnly, order } = event;
    setFound({
      query: asked.query, wish: asked, chats, others, total, hasMore, state, keys: order, messages: [...next.values()],
      ...(problem === undefined ? {} : { problem }),
      ...(quota === undefined ? {} : { quota }),
      ...(hereOnly === undefined ? {} : { hereOnly }),
    });
  };
  const ask = () => {
    if (listening === undefined) listening = client.listen('search.results', input(), take);
    else listening.retune(input());
  };

  createEffect(
    on(wish, (next) => {
      asked = next;
      request += 1;
      count = PAGE;
      if (next === undefined) stop();
      else ask();
    }),
  );
  onCleanup(stop);

  return {
    found,
    more() {
      if (found()?.hasMore !== true || count >= MOST || (found()?.messages.length ?? 0) < count) return;
      count = Math.min(MOST, count + PAGE);
      ask();
    },
    again() {
      listening?.dispose();
      listening = undefined;
      request += 1;
      ask();
    },
  };
}
