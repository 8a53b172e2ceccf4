import type { DialogWindow } from '#shared/ipc/contract.ts';
import type { ValidTopicInput } from '#shared/ipc/handlers.ts';
import type { ArchiveSummary, DialogRow, PeerId } from '#shared/model/index.ts';
import type { Changes, Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { Coalescer } from '../window/coalescer.ts';
import { RowLedger } from '../window/row-ledger.ts';
import { sameValue } from '../window/same-value.ts';
import type { DialogRows } from './rows.ts';

export interface DialogViewContext {
  store: Store;
  clock: Clock;
  rows: DialogRows;
  /** The first page of a list was loaded once. */
  isBegun(folder: DialogInput['folder']): boolean;
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
  #archive: { summary: ArchiveSummary | undefined } | undefined;

  constructor(context: DialogViewContext, input: DialogInput, emit: (event: DialogWindow) => void) {
    this.#context = context;
    this.#input = input;
    this.#emit = emit;
    this.#refresh = new Coalescer(context.clock, GATHER_MS, () => this.#run());
    this.#run();
  }

  retune(input: DialogInput): void {
    this.#input = input;
    this.#refresh.flush();
  }

  /** Looks again, whatever changed. */
  touch(): void {
    this.#archive = undefined;
    this.#refresh.request();
  }

  changed(changes: Changes): void {
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
    const { store, rows, isBegun } = this.#context;
    const { folder, start, count } = this.#input;
    const page = store.dialogs.page(folder, start, count);
    const shown = page.records.flatMap((record) => rows.row(record) ?? []);
    this.#shown = new Set(
      shown.flatMap((row) => (row.topMessage?.fromId === undefined ? [row.peerId] : [row.peerId, row.topMessage.fromId])),
    );
    this.#archive ??= { summary: folder === 'main' ? rows.archive() : undefined };
    const meta: Meta = {
      start: page.start,
      total: page.total,
      loading: page.total === 0 && !isBegun(folder),
      ...(this.#archive.summary === undefined ? {} : { archive: this.#archive.summary }),
    };
    const { changed, ...diff } = this.#ledger.next(shown);
    if (!changed && sameValue(this.#meta, meta)) return;
    this.#meta = meta;
    this.#emit({ ...diff, ...meta });
  }
}
