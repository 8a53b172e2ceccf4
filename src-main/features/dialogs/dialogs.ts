import { drop } from '#shared/assert.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import type { ChatListId, DialogFolder, Message, PeerId } from '#shared/model/index.ts';
import type { Changes } from '../../store/index.ts';
import type { ChatContext } from '../context.ts';
import type { Folders } from '../folders/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Reads } from '../messages/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { sameValue } from '../window/same-value.ts';
import { DialogActions } from './actions.ts';
import { Archiving } from './archiving.ts';
import { DialogsLoader } from './loader.ts';
import { Removal } from './removal.ts';
import { DialogRows } from './rows.ts';
import { DialogView } from './view.ts';

type Totals = TopicEvent<'dialogs.totals'>;

/** Sums over the whole list are made at most this often, ms. */
const TOTALS_MS = 50;

export interface DialogsParts {
  reads: Reads;
  folders: Folders;
  /** Lays over a message what was made of it here and the server has not heard of. */
  edited(message: Message): Message;
  /** A mute ended by itself. */
  unmuted(): void;
}

/** The chat lists: windows into them, their loading, what is done to a chat as a whole, and the badge. */
export class Dialogs {
  readonly #context: ChatContext;
  readonly #rows: DialogRows;
  readonly #loader: DialogsLoader;
  readonly #actions: DialogActions;
  readonly #archiving: Archiving;
  readonly #removal: Removal;
  readonly #reads: Reads;
  readonly #folders: Folders;
  readonly #unmuted: () => void;
  readonly #views = new Set<DialogView>();
  readonly #totalsListeners = new Set<(totals: Totals) => void>();
  readonly #totals: Coalescer;
  readonly #stop: (() => void)[];
  #lastTotals: Totals | undefined;
  #unmute: { at: number; cancel: () => void } | undefined;

  constructor(context: ChatContext, journal: Journal, { reads, folders, edited, unmuted }: DialogsParts) {
    this.#folders = folders;
    this.#unmuted = unmuted;
    this.#context = context;
    this.#reads = reads;
    this.#rows = new DialogRows(context, edited);
    this.#loader = new DialogsLoader(context, () => this.#touchAll());
    this.#actions = new DialogActions(context, journal, (folder) => this.#loader.refreshPinned(folder));
    this.#archiving = new Archiving(context, journal);
    this.#removal = new Removal(context, journal);
    this.#totals = new Coalescer(context.clock, TOTALS_MS, () => this.#tellTotals());
    this.#stop = [
      context.store.onChange((changes) => this.#changed(changes)),
      context.updates.onEvent((event) => {
        if (event.kind === 'dialogsOutdated') this.#loader.restart();
        if (event.kind === 'unnumberedMissed') this.#loader.refresh();
        if (event.kind === 'pinnedOutdated') drop(this.#loader.refreshPinned(event.folder).catch(() => undefined));
      }),
    ];
    this.#watchMutes();
  }

  /** Begins to load what is missing of the lists. */
  start(): void {
    this.#loader.start();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#loader.dispose();
    this.#totals.dispose();
    this.#unmute?.cancel();
    for (const view of this.#views) view.dispose();
    this.#views.clear();
    this.#totalsListeners.clear();
  }

  calls(): Pick<CallHandlers, Extract<keyof CallHandlers, `dialogs.${string}`>> {
    const actions = this.#actions;
    const removal = this.#removal;
    return {
      'dialogs.setPinned': ({ peerId, pinned }) => actions.setPinned(peerId, pinned),
      'dialogs.reorderPinned': ({ folder, order }) => actions.reorderPinned(folder, order),
      'dialogs.setMuted': ({ peerId, muted, until }) => actions.setMuted(peerId, muted, until),
      'dialogs.setUnread': ({ peerId, unread }) => this.#reads.setUnread(peerId, unread),
      'dialogs.setArchived': ({ peerIds, archived }) => this.#archiving.setArchived(peerIds, archived),
      'dialogs.readList': ({ list }) => {
        for (const peerId of this.#membersOf(list)) {
          const dialog = this.#context.store.dialogs.get(peerId);
          if (dialog !== undefined && (dialog.unreadCount > 0 || dialog.unreadMark)) this.#reads.setUnread(peerId, false);
        }
      },
      'dialogs.muteList': async ({ list, muted }) => {
        await Promise.all(this.#membersOf(list).map((peerId) => actions.setMuted(peerId, muted)));
      },
      'dialogs.removal': ({ peerId }) => removal.choices(peerId),
      'dialogs.clear': ({ peerId, forEveryone }) => removal.clear(peerId, forEveryone),
      'dialogs.remove': ({ peerId, forEveryone, block }) => removal.remove(peerId, forEveryone, block === true),
      'dialogs.block': ({ peerId, blocked }) => removal.block(peerId, blocked),
    };
  }

  topics(): Pick<TopicHandlers, 'dialogs.window' | 'dialogs.totals'> {
    return {
      'dialogs.window': (input, emit) => {
        const { store, clock } = this.#context;
        const isBegun = (folder: DialogFolder): boolean => this.#loader.isBegun(folder);
        const view = new DialogView({ store, clock, rows: this.#rows, folders: this.#folders, isBegun }, input, emit);
        this.#views.add(view);
        return {
          retune: (next) => view.retune(next),
          dispose: () => {
            this.#views.delete(view);
            view.dispose();
          },
        };
      },
      'dialogs.totals': (_input, emit) => {
        this.#totalsListeners.add(emit);
        emit(this.#computeTotals());
        return { retune: () => undefined, dispose: () => void this.#totalsListeners.delete(emit) };
      },
    };
  }

  #changed(changes: Changes): void {
    this.#rows.forget(changes);
    for (const view of this.#views) view.changed(changes);
    if (changes.dialogs.size === 0 && !changes.dialogOrder && !changes.notifyDefaults) return;
    if (this.#totalsListeners.size > 0) this.#totals.request();
    this.#watchMutes();
  }

  #membersOf(list: ChatListId): PeerId[] {
    if (typeof list === 'number') return this.#folders.lists.members(list);
    const { dialogs } = this.#context.store;
    return dialogs.page(list, 0, dialogs.count(list)).records.map((record) => record.peerId);
  }

  #touchAll(): void {
    for (const view of this.#views) view.touch();
  }

  #computeTotals(): Totals {
    const totals = this.#context.store.dialogs.totals(Math.floor(this.#context.client.serverTime()));
    this.#lastTotals = totals;
    return totals;
  }

  #tellTotals(): void {
    const before = this.#lastTotals;
    const totals = this.#computeTotals();
    if (!sameValue(before, totals)) for (const emit of [...this.#totalsListeners]) emit(totals);
  }

  /** Rows change by themselves when a mute ends. */
  #watchMutes(): void {
    const { store, client, clock } = this.#context;
    const now = client.serverTime();
    const next = store.dialogs.nextUnmute(Math.floor(now));
    if (this.#unmute?.at === next) return;
    this.#unmute?.cancel();
    this.#unmute = undefined;
    if (next === undefined) return;
    const cancel = clock.schedule((next - now) * 1000 + 500, () => {
      this.#unmute = undefined;
      this.#rows.forgetAll();
      this.#folders.unmuted();
      this.#touchAll();
      this.#unmuted();
      this.#totals.request();
      this.#watchMutes();
    });
    this.#unmute = { at: next, cancel };
  }
}
