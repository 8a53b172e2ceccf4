import type { DialogWindow } from '#shared/ipc/dialogs.ts';
import type { ValidTopicInput } from '#shared/ipc/handlers.ts';
import type { ArchiveSummary, DialogFolder, DialogRow, PeerId } from '#shared/model/index.ts';
import type { Changes, DialogPage, Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import type { Folders } from '../folders/index.ts';
import { Coalescer } from '../window/coalescer.ts';
import { RowLedger } from '../window/row-ledger.ts';
import { sameValue } from '../window/same-value.ts';
import type { DialogRows } from './rows.ts';

export interface DialogViewContext {
  store: Store;
  clock: Clock;
  rows: DialogRows;
  folders: Pick<Folders, 'lists' | 'showsTags'>;
  /** The first page of a list was loaded once. */
  isBegun(folder: DialogFolder): boolean;
}

export type DialogInput = ValidTopicInput<'dialogs.window'>;

/** Changes that come within this time are looked at together. */
const GATHER_MS = 8;

interface Meta {
  start: number;
  total: number;
  loading: boolean;
  archive?: ArchiveSummary;
}

/** One subscriber's window into a chat list. */
export class DialogView {
  readonly #context: DialogViewContext;
  readonly #emit: (event: DialogWindow) => void;
  readonly #refresh: Coalescer;
  readonly #ledger = new RowLedger<PeerId, DialogRow>((row) => row.peerId);
  #input: DialogInput;
  #meta: Meta | undefined;
  #shown = new Set<PeerId>();
  /** The open chat, if it belonged to the folder when it was opened. */
  #kept: PeerId | undefined;
  #archive: { summary: ArchiveSummary | undefined } | undefined;

  constructor(context: DialogViewContext, input: DialogInput, emit: (event: DialogWindow) => void) {
    this.#context = context;
    this.#input = input;
    this.#emit = emit;
    this.#keep(undefined, input.keep);
    this.#refresh = new Coalescer(context.clock, GATHER_MS, () => this.#run());
    this.#run();
  }

  retune(input: DialogInput): void {
    const before = this.#input;
    this.#input = input;
    if (before.folder !== input.folder) this.touch();
    if (before.keep !== input.keep || before.folder !== input.folder) this.#keep(before.keep, input.keep);
    this.#refresh.flush();
  }

  /** Looks again, whatever changed. */
  touch(): void {
    this.#archive = undefined;
    this.#refresh.request();
  }

  changed(changes: Changes): void {
    if (changes.folders) return this.touch();
    // Anything may bring a chat into a folder, or take it out.
    if (typeof this.#input.folder === 'number' && (changes.dialogs.size > 0 || changes.peers.size > 0)) this.#refresh.request();
    if (changes.dialogOrder || changes.notifyDefaults || changes.self) return this.touch();
    const inArchive = [...changes.dialogs].some((id) => this.#context.store.dialogs.get(id)?.folder === 'archive');
    if (inArchive && this.#input.folder === 'main') return this.touch();
    const sets: Iterable<PeerId>[] = [changes.dialogs, changes.drafts, changes.messages.keys(), changes.peers];
    // A sender of a top message may have another name; such rows were forgotten and are made anew.
    if (sets.some((ids) => [...ids].some((id) => this.#shown.has(id)))) this.#refresh.request();
  }

  dispose(): void {
    this.#refresh.dispose();
  }

  #run(): void {
    const { rows, isBegun } = this.#context;
    const { folder } = this.#input;
    const page = this.#page();
    const shown = page.records.flatMap((record) => {
      const row = rows.row(record);
      return row === undefined ? [] : [this.#placed(row)];
    });
    this.#shown = new Set(
      shown.flatMap((row) => (row.topMessage?.fromId === undefined ? [row.peerId] : [row.peerId, row.topMessage.fromId])),
    );
    this.#archive ??= { summary: folder === 'main' ? rows.archive() : undefined };
    const meta: Meta = {
      start: page.start,
      total: page.total,
      loading: page.total === 0 && !isBegun(folder === 'archive' ? 'archive' : 'main'),
      ...(this.#archive.summary === undefined ? {} : { archive: this.#archive.summary }),
    };
    const { changed, ...diff } = this.#ledger.next(shown);
    if (!changed && sameValue(this.#meta, meta)) return;
    this.#meta = meta;
    this.#emit({ ...diff, ...meta });
  }

  #page(): DialogPage {
    const { store, folders } = this.#context;
    const { folder, start, count } = this.#input;
    if (typeof folder === 'number') return folders.lists.page(folder, start, count, this.#kept);
    return store.dialogs.page(folder, start, count);
  }

  /** A row as it is in this list: a folder has pins of its own, and tags name the other ones. */
  #placed(row: DialogRow): DialogRow {
    const { folders } = this.#context;
    const { folder } = this.#input;
    const tags = folders.showsTags ? folders.lists.tagged(row.peerId).filter((id) => id !== folder) : [];
    if (typeof folder !== 'number' && tags.length === 0) return row;
    return {
      ...row,
      ...(typeof folder === 'number' ? { pinned: folders.lists.isPinned(folder, row.peerId) } : {}),
      ...(tags.length === 0 ? {} : { tags }),
    };
  }

  #keep(before: PeerId | undefined, keep: PeerId | undefined): void {
    const { folder } = this.#input;
    if (typeof folder !== 'number' || keep === undefined) this.#kept = undefined;
    else if (keep !== before || this.#kept === undefined) this.#kept = this.#context.folders.lists.has(folder, keep) ? keep : undefined;
  }
}
