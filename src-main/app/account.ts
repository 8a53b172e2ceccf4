import type { tl } from '#tl';
import { drop, invariant } from '#shared/assert.ts';
import type { TopicEvent } from '#shared/ipc/contract.ts';
import { userPeerId } from '#shared/model/index.ts';
import type { AppErrorData, ConnectionStatus, Peer } from '#shared/model/index.ts';
import { BulkThread } from '../crypto/index.ts';
import { ArchiveSettingsFeature } from '../features/archive-settings/index.ts';
import { Chats } from '../features/chats.ts';
import { systemClock } from '../features/clock.ts';
import { Configuration } from '../features/configuration/index.ts';
import { Promo } from '../features/promo/index.ts';
import { Storage } from '../features/storage/index.ts';
import { Attachments, defaultTransferLimits, FileManager, SpeedNotice, UploadManager } from '../files/index.ts';
import type { TransferDirection, TransferLimits } from '../files/index.ts';
import { MtprotoClient, systemClock as engineClock } from '../mtproto/index.ts';
import type { CallWait, ConnectionState, Environment, InitParams, Logger, Route, RpcError } from '../mtproto/index.ts';
import { StoreError } from '../store/index.ts';
import type { FileOrigin, Store } from '../store/index.ts';
import { UpdatesManager } from '../updates/index.ts';
import type { UpdatesEvent } from '../updates/index.ts';
import type { AccountHandlers } from './account-gate.ts';
import { refetchMessage } from './refetch.ts';
import { savingHandlers } from './saving.ts';

/** How long one part of a file may take. */
const PART_TIMEOUT_MS = 30_000;
/** For how long a file that nobody looks at stays in the cache, until the person chooses. */
const CACHE_AGE_DAYS = 30;

export interface AccountOptions {
  store: Store;
  environment: Environment;
  init: InitParams;
  route: Route;
  cacheDir: string;
  /** Where copies of files lie that wait to be sent. */
  attachmentsDir: string;
  cacheLimit: number;
  /** Where files are saved for the person. */
  downloadsDir: string;
  log: (area: string) => Logger;
  explain(error: unknown): AppErrorData;
  onStatus(status: ConnectionStatus): void;
  /** The own user changed. */
  onSelf(self: Peer): void;
  onNotice(notice: TopicEvent<'app.notices'>): void;
  /** The texts of a language of the interface have changed. */
  onLanguage(update: tl.updateLangPack | tl.updateLangPackTooLong): void;
  /** Calls wait because the server asks for it or fails. */
  onWaits(waits: readonly CallWait[]): void;
  /** An error of the database or the disk surfaced outside any call. */
  onFailure(error: unknown): void;
  onUnauthorized(error: RpcError): void;
}

/**
 * One account and everything that lives and ends with it: database, connection, updates, files, chat features. Before somebody has
 * signed in, only database, connection and files are there.
 */
export class Account {
  readonly store: Store;
  readonly client: MtprotoClient;
  readonly files: FileManager;
  readonly uploads: UploadManager;
  readonly attachments: Attachments;
  readonly #options: AccountOptions;
  readonly #updates: UpdatesManager;
  /** These two are there from the moment that somebody is signed in. */
  #chats: Chats | undefined;
  #configuration: Configuration | undefined;
  #promo: Promo | undefined;
  #archiveSettings: ArchiveSettingsFeature | undefined;
  readonly #storage: Storage;
  #handlers: AccountHandlers | undefined;
  #active = false;
  #connection: ConnectionState;
  readonly #bulk: BulkThread;
  #closing: Promise<void> | undefined;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.store = options.store;
    this.#bulk = new BulkThread();
    this.client = new MtprotoClient({
      bulk: this.#bulk,
      environment: options.environment,
      init: options.init,
      route: options.route,
      storage: options.store.mtproto,
      settled: () => this.store.settled(),
      log: options.log('mtproto'),
    });
    this.#connection = this.client.connectionState;
    const storage = new Storage({
      store: this.store,
      files: { clear: (isChosen) => this.files.clear(isChosen), keepLimits: () => this.files.keepLimits() },
      defaults: { maxAgeDays: CACHE_AGE_DAYS, maxBytes: options.cacheLimit },
    });
    this.#storage = storage;
    this.files = new FileManager({
      bulk: this.#bulk,
      client: this.client,
      store: this.store,
      cacheDir: options.cacheDir,
      get cacheLimit() {
        return storage.limits().maxBytes;
      },
      partTimeoutMs: PART_TIMEOUT_MS,
      log: options.log('files'),
      clock: engineClock,
      get cacheAgeMs() {
        return (storage.limits().maxAgeDays ?? Number.POSITIVE_INFINITY) * 86_400_000;
      },
      limits: () => this.#transferLimits(),
      onSpeedLimited: (direction) => this.#onSpeedLimited(direction),
      onDiskFull: () => options.onFailure(new StoreError('diskFull')),
      refetch: (origin: FileOrigin) => refetchMessage(this.client, this.store, origin),
    });
    this.attachments = new Attachments({
      store: this.store,
      dir: options.attachmentsDir,
      cacheDir: options.cacheDir,
      now: () => engineClock.wall(),
    });
    const notice = new SpeedNotice({
      clock: engineClock,
      limits: () => this.#transferLimits(),
      onSpeedLimited: (direction) => this.#onSpeedLimited(direction),
    });
    this.uploads = new UploadManager({
      client: this.client,
      store: this.store,
      clock: engineClock,
      log: options.log('files'),
      limits: () => this.#transferLimits(),
      onWait: notice.listener('upload'),
      bulk: this.#bulk,
    });
    this.#updates = new UpdatesManager({
      client: this.client,
      store: this.store,
      log: options.log('updates'),
      acceptsDraft: (peerId, date, threadId) => this.#chats?.drafts.acceptsRemote({ peerId, threadId }, date) ?? true,
    });
    this.#updates.onStatus(() => options.onStatus(this.status()));
    this.#updates.onEvent((event) => this.#onEvent(event));
    this.client.onConnectionState((state) => {
      const wasConnected = this.#connection.kind === 'connected';
      this.#connection = state;
      options.onStatus(this.status());
      if (state.kind === 'connected' && !wasConnected) {
        this.#chats?.connected();
        this.#archiveSettings?.connected();
      }
      if (state.kind !== 'connected' && wasConnected) this.#chats?.disconnected();
    });
    this.client.onWaits((waits) => options.onWaits(waits));
    this.client.onUnauthorized((error) => options.onUnauthorized(error));
    this.store.onChange((changes) => {
      const self = changes.self || changes.peers.has(this.store.meta.selfId() ?? userPeerId(0)) ? this.self() : undefined;
      if (self === undefined) return;
      options.onSelf(self);
      this.#configuration?.selfChanged();
    });
  }

  start(): void {
    this.#options.onStatus(this.status());
    this.client.start();
  }

  status(): ConnectionStatus {
    if (this.#connection.kind !== 'connected') return this.#connection;
    return { kind: this.#chats === undefined ? 'ready' : this.#updates.status };
  }

  /** Who is signed in; undefined when nobody is. */
  self(): Peer | undefined {
    return this.store.peers.self();
  }

  /** What the account serves once somebody is signed in. */
  get handlers(): AccountHandlers | undefined {
    return this.#handlers;
  }

  /** Keeps what signing in has brought. */
  signIn(authorization: tl.auth.authorization): Peer {
    const { user } = authorization;
    invariant(user._ === 'user', 'an authorization brings a user');
    this.store.transaction(() => {
      this.store.peers.apply([user], []);
      this.store.meta.setSelfId(userPeerId(user.id));
    });
    this.client.setAuthorized(true);
    const self = this.self();
    invariant(self !== undefined, 'the own user is stored');
    return self;
  }

  /** Starts what needs somebody signed in. What is stored is served at once; the rest follows when the server has been heard. */
  startFeatures(): void {
    if (this.#chats !== undefined) return;
    const clock = systemClock();
    const { client, store } = this;
    const log = this.#options.log('account');
    const configuration = new Configuration({ client, store, clock, log, test: this.#options.environment.test });
    const chats = new Chats({
      store,
      client,
      updates: this.#updates,
      uploads: this.uploads,
      attachments: this.attachments,
      clock,
      log: this.#options.log('chats'),
      limits: () => configuration.limits,
      appNumber: (name, fallback) => configuration.app.number(name, fallback),
      appText: (name, fallback) => configuration.app.text(name, fallback),
      appTexts: (name, fallback) => configuration.app.texts(name, fallback),
      explain: (error) => this.#options.explain(error),
    });
    this.#chats = chats;
    if (this.#connection.kind !== 'connected') chats.disconnected();
    this.#configuration = configuration;
    const promo = new Promo({ client, store, clock, log });
    this.#promo = promo;
    const archive = new ArchiveSettingsFeature({
      client,
      store,
      canArchiveStrangers: () => configuration.app.flag('autoarchive_setting_available', false),
      explain: (error) => this.#options.explain(error),
    });
    this.#archiveSettings = archive;
    this.#handlers = {
      calls: { ...chats.calls(), ...archive.calls(), ...this.#storage.calls(), ...savingHandlers(this.files, this.#options.downloadsDir) },
      topics: { ...chats.topics(), ...archive.topics(), ...configuration.topics(), ...promo.topics() },
    };
    chats.setActive(this.#active);
    this.#updates.start();
    // Sends of an earlier run go out only after the difference, which may say that they arrived.
    drop(
      this.#updates.ready().then(() => {
        if (this.#closing === undefined) chats.start();
      }),
    );
    configuration.start();
    promo.start();
    this.#options.onStatus(this.status());
  }

  setActive(active: boolean): void {
    this.#active = active;
    this.client.setActive(active);
    this.#chats?.setActive(active);
  }

  /** The disk takes what it is given again: what could not be written is, and what waits goes on. */
  storageRecovered(): void {
    this.#chats?.storageRecovered();
  }

  /** Ends in order: features (what is pending is in the database already), files, connection, database. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #transferLimits(): TransferLimits {
    return this.#configuration?.transferLimits ?? defaultTransferLimits;
  }

  #onSpeedLimited(direction: TransferDirection): void {
    const what = direction === 'upload' ? 'Upload' : 'Download';
    const times = this.#transferLimits().premiumSpeedup[direction];
    this.#options.onNotice({ kind: 'info', text: `${what} speed is limited. With Telegram Premium it is up to ${times} times higher.` });
  }

  #onEvent(event: UpdatesEvent): void {
    switch (event.kind) {
      case 'notice':
        this.#options.onNotice({ text: event.text.text, kind: noticeKind(event) });
        break;
      case 'languageChanged':
        this.#options.onLanguage(event.update);
        break;
      case 'configChanged':
        this.#configuration?.announced(event.dcOptions);
        break;
      case 'storeFailed':
        this.#options.onFailure(event.error);
        break;
      default:
        // The chat features listen for the others themselves.
        break;
    }
  }

  async #close(): Promise<void> {
    try {
      await this.#chats?.close();
      this.#configuration?.dispose();
      this.#promo?.dispose();
      this.#archiveSettings?.dispose();
      this.#updates.dispose();
      await this.uploads.dispose();
      await this.files.dispose();
      await this.client.close();
      this.#bulk.dispose();
      this.store.checkpoint();
    } finally {
      // Also when the database or the disk is at fault: whoever opens it next must be alone.
      await this.client.close();
      this.#bulk.dispose();
      this.store.close();
    }
  }
}

/**
 * How a service notification is shown. One about a key that should be dropped asks whether to log out, which is never done unasked
 * (core.telegram.org/constructor/updateServiceNotification).
 */
function noticeKind({ type, popup }: UpdatesEvent & { kind: 'notice' }): TopicEvent<'app.notices'>['kind'] {
  if (type.startsWith('AUTH_KEY_DROP_')) return 'logOut';
  return popup ? 'popup' : 'info';
}
