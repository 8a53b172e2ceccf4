import type { tl } from '#tl';
import type { Frozen } from '#shared/ipc/auth.ts';
import type { SendLimits } from '#shared/ipc/messages.ts';
import type { Subscription, TopicHandlers } from '#shared/ipc/handlers.ts';
import type { TransferLimits } from '../../files/index.ts';
import type { Logger, MtprotoClient } from '../../mtproto/index.ts';
import type { Store } from '../../store/index.ts';
import type { Clock } from '../clock.ts';
import { AppConfig } from './app-config.ts';
import { defaultLimits, limitsFromConfig, type Limits } from './limits.ts';

/** Where a frozen account appeals, if the server does not say. */
const APPEALS = 'https://t.me/spambot';

export interface ConfigurationContext {
  client: Pick<MtprotoClient, 'call' | 'config' | 'onConfig' | 'configChanged' | 'setPremium'>;
  store: Pick<Store, 'meta' | 'peers'>;
  clock: Clock;
  log: Logger;
  /** Whether the account belongs to the test servers. */
  test: boolean;
}

/**
 * Everything that the server says about how a client should behave: its configuration, which the engine keeps up to date, and its
 * wishes for clients. What is known from the last run holds until there is news.
 */
export class Configuration {
  readonly app: AppConfig;
  readonly #context: ConfigurationContext;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #limits: Limits;
  #premium: boolean;

  constructor(context: ConfigurationContext) {
    const { client, store, clock, log } = context;
    this.#context = context;
    this.#premium = this.#isPremium();
    client.setPremium(this.#premium);
    this.#limits = toLimits(client.config, context.test);
    this.app = new AppConfig({ client, store, clock, log, changed: () => this.#changed() });
    this.#stop = client.onConfig((config) => {
      this.#limits = toLimits(config, context.test);
      this.#changed();
      this.app.refresh();
    });
  }

  /** The limits of this moment; readers ask each time. */
  get limits(): Limits {
    return {
      ...this.#limits,
      readersGroupMax: this.app.number('chat_read_mark_size_threshold', defaultLimits.readersGroupMax),
      readersPeriod: this.app.number('chat_read_mark_expire_period', defaultLimits.readersPeriod),
      readDatePeriod: this.app.number('pm_read_date_expire_period', defaultLimits.readDatePeriod),
    };
  }

  /** What the composer needs to know. */
  get sendLimits(): SendLimits {
    const { messageLengthMax, captionLengthMax, forwardedCountMax } = this.#limits;
    const captionLength = this.#premium ? this.app.number('caption_length_limit_premium', 4096) : captionLengthMax;
    return { messageLength: messageLengthMax, captionLength: Math.max(captionLength, captionLengthMax), forwardedCount: forwardedCountMax };
  }

  /** What file transfers obey (core.telegram.org/api/files). */
  get transferLimits(): TransferLimits {
    const parts = this.#premium ? this.app.number('upload_max_fileparts_premium', 8000) : this.app.number('upload_max_fileparts_default', 4000);
    return {
      maxUploadParts: parts,
      premium: this.#premium,
      webFileDcId: this.#limits.webfileDcId,
      premiumSpeedup: {
        upload: this.app.number('upload_premium_speedup_upload', 10),
        download: this.app.number('upload_premium_speedup_download', 10),
      },
      speedNoticePeriodMs: this.app.number('upload_premium_speedup_notify_period', 3600) * 1000,
    };
  }

  /** Calls the listener after every change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Somebody is signed in. */
  start(): void {
    this.app.start();
  }

  /** An update says that there is news; endpoints may come with it. */
  announced(dcOptions?: tl.DcOption[]): void {
    this.#context.client.configChanged(dcOptions);
  }

  /** The own user changed: who pays gets other values. */
  selfChanged(): void {
    const premium = this.#isPremium();
    if (premium === this.#premium) return;
    this.#premium = premium;
    this.#context.client.setPremium(premium);
    this.#changed();
    this.app.refresh();
  }

  /** Whether Telegram has frozen the account (core.telegram.org/api/config, `freeze_since_date`). */
  get frozen(): Frozen | null {
    const since = this.app.number('freeze_since_date', 0);
    if (since === 0) return null;
    const until = this.app.number('freeze_until_date', 0);
    const told = this.app.text('freeze_appeal_url', APPEALS);
    return { since, ...(until === 0 ? {} : { until }), appealUrl: told.startsWith('https://') ? told : APPEALS };
  }

  topics(): Pick<TopicHandlers, 'config.limits' | 'account.frozen'> {
    return {
      'config.limits': (_input, emit) => this.#follow(() => this.sendLimits, emit),
      'account.frozen': (_input, emit) => this.#follow(() => this.frozen, emit),
    };
  }

  dispose(): void {
    this.#stop();
    this.app.dispose();
    this.#listeners.clear();
  }

  /** Tells a value now and whenever it is another one. */
  #follow<T>(read: () => T, emit: (value: T) => void): Subscription<unknown> {
    let shown = '';
    const show = (): void => {
      const value = read();
      const text = JSON.stringify(value);
      if (text === shown) return;
      shown = text;
      emit(value);
    };
    show();
    return { retune: () => undefined, dispose: this.onChange(show) };
  }

  #isPremium(): boolean {
    const self = this.#context.store.peers.self();
    return self?.kind === 'user' && self.isPremium === true;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The test servers have fewer DCs, and files of the web at another one. */
function toLimits(config: tl.config | undefined, test: boolean): Limits {
  if (config !== undefined) return limitsFromConfig(config);
  return test ? { ...defaultLimits, webfileDcId: 2 } : defaultLimits;
}
