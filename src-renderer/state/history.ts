import { batch, createSignal, onCleanup, type Accessor } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { TopicInput } from '#shared/ipc/contract.ts';
import type { HistoryWindow } from '#shared/ipc/messages.ts';
import type { ChatSection, Message, MessageId, PeerId } from '#shared/model/index.ts';
import type { IpcClient } from '../ipc/client.ts';
import { beforeNextFrame } from './frames.ts';
import type { Peers } from './peers.ts';
import { createWindowStore, sameKeys } from './window-store.ts';

export type HistoryAnchor = TopicInput<'messages.window'>['anchor'];

export interface HistoryMeta {
  /** The first event has come: until then the view shows a skeleton. */
  known: boolean;
  /** What the anchor resolved to (for `firstUnread`, the first unread message). */
  anchorId: MessageId | undefined;
  atStart: boolean;
  atEnd: boolean;
  loading: 'older' | 'newer' | 'around' | undefined;
  /** Loading failed: a sentence. `retry` tries again. */
  problem: string | undefined;
  unreadCount: number;
  unreadMentions: number;
  unreadReactions: number;
  unreadPollVotes: number;
  readInboxMaxId: MessageId;
  readOutboxMaxId: MessageId;
}

export interface History {
  readonly peerId: PeerId;
  readonly section: ChatSection | undefined;
  meta: HistoryMeta;
  /** Ids of the loaded slice, oldest first. */
  order: Accessor<readonly MessageId[]>;
  /**
   * True while the last change of `order` happened only at its beginning: it goes to the virtual list's `shift`, which then keeps
   * what is on the screen where it is. It is set in the same batch as `order`.
   */
  shift: Accessor<boolean>;
  message(id: MessageId): Message | undefined;
  /** Counts how often the slice was replaced by another one (first event, jump): the view then scrolls to `meta.anchorId`. */
  generation: Accessor<number>;
  /**
   * Shows the slice around something else: a jump, or the end. A new generation begins when it is there. When that is nowhere to
   * be had, what was shown stays, and `failed` is told why, in a sentence.
   */
  showAround(anchor: HistoryAnchor, failed?: (why: string) => void): void;
  /** Wants more at one side; does nothing while that is under way or when nothing is there. */
  extend(side: 'older' | 'newer'): void;
  /** Tries again what failed. */
  retry(): void;
}

type Input = TopicInput<'messages.window'>;

const FIRST_PAGE = 40;
const PAGE = 50;
/** A slice keeps at most this many messages behind the side that it grows at. */
const KEEP_BEHIND = 100;
const MOST = 300;

/**
 * A moving slice of the history of one chat, or of a part of it, while the owner lives. `failed` is told why, in a sentence, when it cannot
 * begin at `first`; it then begins at the end. `inFrame` does something before the next frame and returns how to call it off.
 */
export function createHistory(
  client: IpcClient, peers: Peers, peerId: PeerId, first: HistoryAnchor, section?: ChatSection,
  failed?: (why: string) => void, inFrame: typeof beforeNextFrame = beforeNextFrame,
): History {
  const store = createWindowStore<MessageId, Message>((message) => message.id);
  const [order, setOrder] = createSignal<readonly MessageId[]>([], { equals: sameKeys });
  const [shift, setShift] = createSignal(false);
  const [generation, setGeneration] = createSignal(0);
  const [meta, setMeta] = createStore<HistoryMeta>({
    known: false,
    anchorId: undefined,
    atStart: false,
    atEnd: false,
    loading: undefined,
    problem: undefined,
    unreadCount: 0,
    unreadMentions: 0,
    unreadReactions: 0,
    unreadPollVotes: 0,
    readInboxMaxId: 0 as MessageId,
    readOutboxMaxId: 0 as MessageId,
  });

  const place = { peerId, ...(section === undefined ? {} : { section }) };
  /** Number of the place that is wanted: what was on its way before does not answer for it. */
  let request = 0;
  let input: Input = { ...place, request, anchor: first, older: FIRST_PAGE, newer: FIRST_PAGE };
  /** Set while another slice is awaited: what to go back to, and whom to tell, when it cannot be had. */
  let awaited: { before?: Input; failed?: ((why: string) => void) | undefined } | undefined = { failed };

  const listening = client.listen('messages.window', input, takeInTurn);
  onCleanup(() => {
    listening.dispose();
    callOff();
  });

  /** Does nothing when exactly this is asked for already: the answer is there, or on its way. */
  function retune(next: Omit<Input, 'peerId' | 'section' | 'request'>): void {
    if (next.anchor === input.anchor && next.older === input.older && next.newer === input.newer) return;
    input = { ...place, request, ...next };
    listening.retune(input);
  }

  let waiting: HistoryWindow[] = [];
  let callOff = (): void => undefined;

  /**
   * A virtual list that has just moved its content shows other rows until it hears of its own scrolling, if the beginning of its items changes
   * meanwhile: such a change, and what comes after it, waits for the frame, before which scrolling is told.
   */
  function takeInTurn(event: HistoryWindow): void {
    const movesStart = order().length > 0 && event.order[0] !== order()[0];
    if (waiting.length === 0 && !movesStart) return take(event);
    waiting.push(event);
    if (waiting.length > 1) return;
    callOff = inFrame(() => {
      const all = waiting;
      waiting = [];
      for (const each of all) take(each);
    });
  }

  function take(event: HistoryWindow): void {
    batch(() => {
      peers.put(event.peers);
      const before = order();
      if (!store.apply(event)) return listening.restart();
      const isAnswer = event.request === request && event.loading !== 'around';
      if (awaited && isAnswer && jumpFailed(event)) return goBack(awaited, event.problem ?? '');
      const arrived = awaited !== undefined && isAnswer;
      if (arrived || !overlaps(before, event.order)) {
        setShift(false);
        setOrder(event.order);
      } else {
        setSteps(before, event.order);
      }
      setMeta({
        known: true,
        anchorId: event.anchorId,
        atStart: event.atStart,
        atEnd: event.atEnd,
        loading: event.loading,
        problem: event.problem,
        unreadCount: event.unreadCount,
        unreadMentions: event.unreadMentions,
        unreadReactions: event.unreadReactions,
        unreadPollVotes: event.unreadPollVotes,
        readInboxMaxId: event.readInboxMaxId,
        readOutboxMaxId: event.readOutboxMaxId,
      });
      if (!arrived) return;
      awaited = undefined;
      setGeneration((count) => count + 1);
    });
  }

  /** A message was wanted, and the answer is a problem without it. */
  const jumpFailed = (event: HistoryWindow) =>
    event.problem !== undefined && typeof input.anchor === 'number' && !event.order.includes(input.anchor as MessageId);

  function goBack({ before, failed }: NonNullable<typeof awaited>, why: string): void {
    // The first slice has nothing to go back to: the end it is.
    awaited = before === undefined ? {} : undefined;
    input = before ? { ...before, request: ++request } : { ...input, request: ++request, anchor: 'end' };
    listening.retune(input);
    failed?.(why);
  }

  /**
   * A virtual list can follow a change at the beginning, or one elsewhere, but not both at once: the beginning goes first, the
   * rest follows before the next paint.
   */
  function setSteps(before: readonly MessageId[], after: readonly MessageId[]): void {
    const staying = new Set(before);
    const head = after.findIndex((id) => staying.has(id));
    const firstKept = after[head];
    const cut = firstKept === undefined ? 0 : before.indexOf(firstKept);
    if (head === 0 && cut === 0) {
      setShift(false);
      setOrder(after);
      return;
    }
    const withNewHead = [...after.slice(0, head), ...before.slice(cut)];
    setShift(true);
    setOrder(withNewHead);
    if (sameKeys(withNewHead, after)) return;
    queueMicrotask(() => {
      if (order() !== withNewHead) return;
      batch(() => {
        setShift(false);
        setOrder(after);
      });
    });
  }

  return {
    peerId,
    section,
    meta,
    order,
    shift,
    message: store.row,
    generation,
    showAround(anchor, failed) {
      const here = anchor === 'end' ? meta.atEnd : typeof anchor === 'number' && order().includes(anchor as MessageId);
      if (here && meta.known) {
        batch(() => {
          setMeta('anchorId', anchor === 'end' ? undefined : (anchor as MessageId));
          setGeneration((count) => count + 1);
        });
        return;
      }
      awaited = awaited ? { ...awaited, failed } : { before: input, failed };
      // As long as before: until the new place is found, the engine shows the former one, which must not shrink meanwhile.
      input = { ...place, request: ++request, anchor, older: Math.max(input.older, FIRST_PAGE), newer: Math.max(input.newer, FIRST_PAGE) };
      listening.retune(input);
    },
    extend(side) {
      if (awaited || !meta.known || meta.loading || meta.problem) return;
      if (side === 'older' ? meta.atStart : meta.atEnd) return;
      const ids = order();
      const confirmed = ids.filter((id) => id > 0);
      const oldest = confirmed[0];
      const newest = confirmed[confirmed.length - 1];
      if (oldest === undefined || newest === undefined) return;
      const behind = Math.min(KEEP_BEHIND, confirmed.length - 1);
      if (side === 'newer') return retune({ anchor: newest, older: behind, newer: PAGE });
      // While the whole tail fits, the slice stays tied to the end, so that arrivals show up.
      const tied = meta.atEnd && ids.length <= KEEP_BEHIND;
      if (tied) retune({ anchor: 'end', older: Math.min(MOST, ids.length - 1 + PAGE), newer: PAGE });
      else retune({ anchor: oldest, older: PAGE, newer: behind });
    },
    retry() {
      setMeta('problem', undefined);
      listening.retune(input);
    },
  };
}

function overlaps(a: readonly MessageId[], b: readonly MessageId[]): boolean {
  const ids = new Set(a);
  return b.some((id) => ids.has(id));
}
