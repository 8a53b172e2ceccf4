import { batch, createEffect, createMemo, createSignal, on, onCleanup, type Accessor } from 'solid-js';
import type { FormattedText, Peer, PeerId } from '#shared/model/index.ts';
import { fold } from '#shared/search/index.ts';
import type { AppState } from '../../state/app-state.tsx';
import { withTone, type SkinTone } from '../emoji/skin-tone.ts';
import { tokenAt, type Token } from './token.ts';

export type Suggestion =
  | { kind: 'mention'; peer: Peer }
  | { kind: 'hashtag'; tag: string }
  | { kind: 'emoji'; emoji: string; name: string; plain: string; tone: SkinTone | undefined }
  | { kind: 'command'; command: string; description: string; bot: Peer | undefined; inGroup: boolean };

export interface Suggestions {
  items: Accessor<readonly Suggestion[]>;
  kind: Accessor<Token['kind'] | undefined>;
  /** Index of the one that Enter takes; -1: none until an arrow is pressed. */
  active: Accessor<number>;
  setActive(index: number): void;
  /** Not again for this word. */
  dismiss(): void;
  /** What comes in the place of which stretch when a suggestion is taken. */
  taken(item: Suggestion): { from: number; to: number; inserted: FormattedText } | undefined;
  /** What is written is already what the suggestion would put there. */
  isWritten(item: Suggestion): boolean;
}

const MOST_EMOJI = 24;
/** The server is asked when nothing was typed for this long, ms. */
const PAUSE_MS = 150;

/** What may be meant by the word at the caret of a field of a chat. `caret` is undefined where nothing is to be offered. */
export function createSuggestions(
  app: Pick<AppState, 'client' | 'emoji' | 'peers'>,
  peerId: PeerId,
  value: Accessor<FormattedText>,
  caret: Accessor<number | undefined>,
): Suggestions {
  const token = createMemo(
    () => {
      const at = caret();
      return at === undefined ? undefined : tokenAt(value(), Math.min(at, value().text.length));
    },
    undefined,
    { equals: (a, b) => a?.kind === b?.kind && a?.from === b?.from && a?.to === b?.to && a?.query === b?.query },
  );
  const [found, setFound] = createSignal<{ token: Token; items: Suggestion[] }>();
  const [dismissed, setDismissed] = createSignal<Token>();
  const [active, setActive] = createSignal(0);
  let asked = 0;
  /** The person moved to an option of the present list: it stays the active one, wherever it comes to stand. */
  let isWalked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => {
    clearTimeout(timer);
    asked++;
  });

  /** What was shown before keeps its identity, hence its place under a pointer that is pressing it. */
  const show = (turn: number, wanted: Token, fresh: Suggestion[]) => {
    if (turn !== asked) return;
    const known = new Map((found()?.items ?? []).map((item) => [keyOf(item), item]));
    const chosen = isWalked ? items()[active()] : undefined;
    const next = fresh.map((item) => known.get(keyOf(item)) ?? item);
    batch(() => {
      setFound({ token: wanted, items: next });
      if (chosen) setActive(next.includes(chosen) ? next.indexOf(chosen) : first(wanted));
    });
  };
  const failed = (turn: number, wanted: Token) => () => show(turn, wanted, []);

  createEffect(
    on(token, (wanted) => {
      clearTimeout(timer);
      const turn = ++asked;
      if (wanted === undefined) {
        setDismissed(undefined);
        setFound(undefined);
        return;
      }
      isWalked = false;
      setActive(first(wanted));
      const was = dismissed();
      if (was && (was.kind !== wanted.kind || was.from !== wanted.from)) setDismissed(undefined);
      look(wanted, (items) => show(turn, wanted, items)).catch(failed(turn, wanted));
    }),
  );

  async function look(wanted: Token, put: (items: Suggestion[]) => void): Promise<void> {
    const { query } = wanted;
    switch (wanted.kind) {
      case 'mention': {
        const known = await people(query, true);
        put(known);
        timer = setTimeout(() => void people(query, false).then(put, () => put(known)), PAUSE_MS);
        return;
      }
      case 'hashtag':
        return put((await app.client.call('suggest.hashtags', { query })).map((tag) => ({ kind: 'hashtag', tag })));
      case 'command': {
        const { commands, peers } = await app.client.call('suggest.commands', { peerId });
        app.peers.put(peers);
        const inGroup = app.peers.get(peerId)?.kind !== 'bot';
        const start = query.toLowerCase();
        return put(
          commands
            .filter(({ command }) => command.toLowerCase().startsWith(start))
            .map(({ command, description, botId }) => ({ kind: 'command', command, description, bot: app.peers.get(botId), inGroup })),
        );
      }
      case 'emoji': {
        const data = await app.emoji.load();
        const { recent, tones } = app.emoji.memory();
        const first = recent.map((emoji) => data.find(emoji)?.emoji ?? emoji);
        return put(
          data.search(query, MOST_EMOJI, first).map(({ emoji, name, hasTones }) => {
            const tone = hasTones ? ((tones[emoji] ?? 0) as SkinTone) : undefined;
            return { kind: 'emoji', emoji: tone === undefined || tone === 0 ? emoji : withTone(emoji, tone), name, plain: emoji, tone };
          }),
        );
      }
    }
  }

  async function people(query: string, known: boolean): Promise<Suggestion[]> {
    const { peerIds, peers } = await app.client.call('suggest.mentions', { peerId, query, known });
    app.peers.put(peers);
    return peerIds.flatMap((id) => {
      const peer = app.peers.get(id);
      return peer ? [{ kind: 'mention' as const, peer }] : [];
    });
  }

  const items = createMemo(() => {
    const wanted = token();
    const shown = found();
    if (dismissed() || wanted === undefined || shown === undefined || shown.token.kind !== wanted.kind || shown.token.from !== wanted.from) return [];
    // Until what was asked for is there, what was found for less of the word stays as far as it fits.
    return shown.token.query === wanted.query ? shown.items : shown.items.filter((item) => fits(item, fold(wanted.query)));
  });

  return {
    items,
    kind: () => token()?.kind,
    active: () => Math.min(active(), items().length - 1),
    setActive(index) {
      isWalked = true;
      setActive(index);
    },
    dismiss: () => setDismissed(token()),
    taken(item) {
      const wanted = token();
      if (!wanted) return undefined;
      const hasSpace = /^\s/.test(value().text.slice(wanted.to));
      const { text, entities } = replacement(item);
      return { from: wanted.from, to: wanted.to, inserted: { text: item.kind === 'emoji' || hasSpace ? text : `${text} `, entities } };
    },
    isWritten(item) {
      const wanted = token();
      return wanted !== undefined && fold(value().text.slice(wanted.from, wanted.to)) === fold(replacement(item).text) && item.kind !== 'emoji';
    },
  };
}

/** Which option is active at first: a hashtag that is written already is sent as it stands. */
const first = ({ kind }: Token): number => (kind === 'hashtag' ? -1 : 0);

/** What makes an option another one, for those who look at it. */
function keyOf(item: Suggestion): string {
  switch (item.kind) {
    case 'mention':
      return String(item.peer.id);
    case 'hashtag':
      return item.tag;
    case 'command':
      return `${item.command} ${item.bot?.id ?? ''} ${item.description}`;
    case 'emoji':
      return item.emoji;
  }
}

/** Whether what was found for another query begins with this one (folded). */
function fits(item: Suggestion, query: string): boolean {
  switch (item.kind) {
    case 'mention':
      return [...item.peer.title.split(/\s+/), ...item.peer.usernames].some((word) => fold(word).startsWith(query));
    case 'hashtag':
      return fold(item.tag).startsWith(query);
    case 'command':
      return fold(item.command).startsWith(query);
    case 'emoji':
      return fold(item.name).replaceAll(' ', '_').startsWith(query);
  }
}

/** The text that a suggestion stands for. Somebody without a username is mentioned by name, with an entity that knows who is meant. */
export function replacement(item: Suggestion): FormattedText {
  switch (item.kind) {
    case 'mention': {
      const [username] = item.peer.usernames;
      if (username !== undefined) return { text: `@${username}`, entities: [] };
      const text = item.peer.firstName || item.peer.title;
      return { text, entities: [{ type: 'mentionName', userId: item.peer.id, offset: 0, length: text.length }] };
    }
    case 'hashtag':
      return { text: `#${item.tag}`, entities: [] };
    case 'emoji':
      return { text: item.emoji, entities: [] };
    case 'command': {
      const username = item.inGroup ? item.bot?.usernames[0] : undefined;
      return { text: username === undefined ? `/${item.command}` : `/${item.command}@${username}`, entities: [] };
    }
  }
}
