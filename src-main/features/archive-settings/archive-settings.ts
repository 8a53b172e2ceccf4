import type { tl } from '#tl';
import { drop } from '#shared/assert.ts';
import type { CallInput, TopicEvent } from '#shared/ipc/contract.ts';
import type { CallHandlers, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { AppErrorData, ArchiveSettings } from '#shared/model/index.ts';
import type { MtprotoClient } from '../../mtproto/index.ts';
import type { Store } from '../../store/index.ts';

type Event = TopicEvent<'archive.settings'>;
type Change = CallInput<'archive.set'>;

const KEY = 'archive.settings';
const TIMEOUT_MS = 15_000;

export interface ArchiveSettingsContext {
  client: Pick<MtprotoClient, 'call'>;
  store: { meta: Pick<Store['meta'], 'get' | 'set'> };
  /** Only some accounts may archive strangers; the server says which. */
  canArchiveStrangers(): boolean;
  explain(error: unknown): AppErrorData;
}

/**
 * How the archive behaves (core.telegram.org/method/account.setGlobalPrivacySettings). The server keeps these settings together with others
 * that are not ours to change, and tells nobody of a change: they are read anew when somebody looks, and before each change.
 */
export class ArchiveSettingsFeature {
  readonly #context: ArchiveSettingsContext;
  readonly #listeners = new Set<(event: Event) => void>();
  #known: ArchiveSettings | undefined;
  /** Changes that the server has not taken yet, in their order. */
  #wanted: readonly Change[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #problem: string | undefined;
  #disposed = false;

  constructor(context: ArchiveSettingsContext) {
    this.#context = context;
    this.#known = parse(context.store.meta.get(KEY));
  }

  calls(): Pick<CallHandlers, 'archive.set'> {
    return { 'archive.set': (change) => this.#change(change) };
  }

  topics(): Pick<TopicHandlers, 'archive.settings'> {
    return {
      'archive.settings': (_input, emit) => {
        this.#listeners.add(emit);
        emit(this.#event());
        drop(this.#read());
        return { retune: () => undefined, dispose: () => void this.#listeners.delete(emit) };
      },
    };
  }

  /** The connection is back: whoever looks may still wait for the first answer. */
  connected(): void {
    if (this.#listeners.size > 0) drop(this.#read());
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
  }

  /** Shows a change at once, and takes it back when the server refuses it; one after the other. */
  async #change(change: Change): Promise<void> {
    this.#wanted = [...this.#wanted, change];
    this.#tell();
    const telling = this.#last.then(async () => {
      const before = await this.#ask();
      const settings = withChange(before, change);
      this.#take(await this.#context.client.call({ _: 'account.setGlobalPrivacySettings', settings }, { timeoutMs: TIMEOUT_MS }));
    });
    this.#last = telling.catch(() => undefined);
    try {
      await telling;
    } finally {
      this.#wanted = this.#wanted.filter((one) => one !== change);
      this.#tell();
    }
  }

  async #read(): Promise<void> {
    try {
      this.#take(await this.#ask());
      this.#problem = undefined;
    } catch (error) {
      this.#problem = this.#context.explain(error).message;
    }
    this.#tell();
  }

  #ask(): Promise<tl.GlobalPrivacySettings> {
    return this.#context.client.call({ _: 'account.getGlobalPrivacySettings' }, { timeoutMs: TIMEOUT_MS });
  }

  #take(settings: tl.GlobalPrivacySettings): void {
    if (this.#disposed) return;
    this.#known = {
      keepUnmuted: settings.keepArchivedUnmuted === true,
      keepFolders: settings.keepArchivedFolders === true,
      archiveStrangers: settings.archiveAndMuteNewNoncontactPeers === true,
    };
    this.#context.store.meta.set(KEY, this.#known);
  }

  #event(): Event {
    const settings = this.#known === undefined ? undefined : this.#wanted.reduce(changed, this.#known);
    return {
      ...(settings === undefined ? {} : { settings }),
      canArchiveStrangers: this.#context.canArchiveStrangers(),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  #tell(): void {
    const event = this.#event();
    for (const listener of this.#listeners) listener(event);
  }
}

const changed = (settings: ArchiveSettings, change: Change): ArchiveSettings => ({
  keepUnmuted: change.keepUnmuted ?? settings.keepUnmuted,
  keepFolders: change.keepFolders ?? settings.keepFolders,
  archiveStrangers: change.archiveStrangers ?? settings.archiveStrangers,
});

/** The same with some of ours changed; what is not ours stays. A flag that is off is absent. */
function withChange(settings: tl.GlobalPrivacySettings, { keepUnmuted, keepFolders, archiveStrangers }: Change): tl.GlobalPrivacySettings {
  const { keepArchivedUnmuted, keepArchivedFolders, archiveAndMuteNewNoncontactPeers, ...others } = settings;
  return {
    ...others,
    ...((keepUnmuted ?? keepArchivedUnmuted) ? { keepArchivedUnmuted: true } : {}),
    ...((keepFolders ?? keepArchivedFolders) ? { keepArchivedFolders: true } : {}),
    ...((archiveStrangers ?? archiveAndMuteNewNoncontactPeers) ? { archiveAndMuteNewNoncontactPeers: true } : {}),
  };
}

function parse(value: unknown): ArchiveSettings | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { keepUnmuted, keepFolders, archiveStrangers } = value as Record<keyof ArchiveSettings, unknown>;
  return { keepUnmuted: keepUnmuted === true, keepFolders: keepFolders === true, archiveStrangers: archiveStrangers === true };
}
