import { LAYER, type tl } from '#tl';
import { parseRsaPublicKey, type RsaPublicKey } from '../../crypto/index.ts';
import type { Clock } from '../clock.ts';
import type { Logger, StoredCdnKeys } from '../types.ts';

/** The keys are asked for at most once in a second, and twice in a minute; milliseconds. */
const shortest = 1_000;
const window = 60_000;
const perWindow = 2;

export interface CdnKeysOptions {
  clock: Clock;
  log: Logger;
  stored: StoredCdnKeys | undefined;
  save(keys: StoredCdnKeys): void;
  /** `help.getCdnConfig` at the main DC. */
  fetch(): Promise<tl.cdnConfig>;
}

/**
 * The RSA keys of the CDN DCs (core.telegram.org/cdn): the only ones that are taken from the network, over a connection to the
 * main DC, and trusted at CDN DCs alone.
 */
export class CdnKeys {
  readonly #options: CdnKeysOptions;
  #keys: StoredCdnKeys['keys'] | undefined;
  #asked: number[] = [];
  #asking: Promise<void> | undefined;

  constructor(options: CdnKeysOptions) {
    this.#options = options;
    // Another layer may have another form of the answer: what it left out is worth asking for.
    if (options.stored?.layer === LAYER) this.#keys = options.stored.keys;
  }

  /** The keys of a CDN DC, asked for when none is known. */
  async of(dcId: number): Promise<RsaPublicKey[]> {
    if (this.#known(dcId).length === 0) await this.#refresh();
    return this.#known(dcId).flatMap(({ publicKey }) => this.#parse(publicKey));
  }

  /** A CDN DC has none of the keys that are known for it: the next question for them is put to the server. */
  outdated(dcId: number): void {
    this.#keys = this.#keys?.filter((key) => key.dcId !== dcId);
  }

  #known(dcId: number): StoredCdnKeys['keys'] {
    return this.#keys?.filter((key) => key.dcId === dcId) ?? [];
  }

  #refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { clock, fetch, save } = this.#options;
    const wait = this.#wait(clock.monotonic());
    if (wait > 0) await new Promise<void>((resolve) => clock.after(wait, resolve));
    this.#asked = [...this.#asked, clock.monotonic()].slice(-perWindow);
    const { publicKeys } = await fetch();
    this.#keys = publicKeys.map(({ dcId, publicKey }) => ({ dcId, publicKey }));
    save({ layer: LAYER, keys: this.#keys });
  }

  #wait(now: number): number {
    const last = this.#asked.at(-1);
    const first = this.#asked.length < perWindow ? undefined : this.#asked[0];
    return Math.max(last === undefined ? 0 : last + shortest - now, first === undefined ? 0 : first + window - now);
  }

  #parse(pem: string): RsaPublicKey[] {
    try {
      return [parseRsaPublicKey(pem)];
    } catch {
      this.#options.log.warn('Unreadable key of a CDN DC');
      return [];
    }
  }
}
