import { drop } from '#shared/assert.ts';
import { parseRsaPublicKey, type RandomBytes } from '../../crypto/index.ts';
import type { Clock, Timer } from '../clock.ts';
import type { DcAddress, Logger } from '../types.ts';
import { isForPhone, readSimpleConfig } from './simple-config.ts';
import { joinedText, questionFor, resolvers, type FetchText } from './txt-record.ts';

/** The key that Telegram's apps have for this, and for nothing else. */
const trusted = `-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAyr+18Rex2ohtVy8sroGPBwXD3DOoKCSpjDqYoXgCqB7ioln4eDCF
fOBUlfXUEvM/fnKCpF46VkAftlb4VuPDeQSS/ZxZYEGqHaywlroVnXHIjgqoxiAd
192xRGreuXIaUKmkwlM9JID9WS2jUsTpzQ91L8MEPLJ/4zrBwZua8W5fECwCCh2c
9G5IzzBm+otMS/YKwmR1olzRCyEkyAEjXWqBI9Ftv5eG8m0VkBzOG655WIYdyV0H
fDK/NWcvGqa0w/nriMD6mDjKOryamw0OP9QuYgMN0C9xMW9y8SmP4h92OAWodTYg
Y1hZCxdv6cs5UnW9+PWvS+WIbkh+GaWYxwIDAQAB
-----END RSA PUBLIC KEY-----`;

/** Names whose TXT records hold the addresses, unless the server's configuration named another. */
const usualNames = { production: 'apv3.stel.com', test: 'tapv3.stel.com' } as const;
/** How long connecting must fail before somebody else is asked; the second where the server knows that it is blocked. Milliseconds. */
const patience = { usual: 20_000, blocked: 5_000 } as const;
const oneQuestion = 10_000;
/** After a round of questions, milliseconds. */
const pause = 60_000;

export interface RecoveryOptions {
  clock: Clock;
  random: RandomBytes;
  log: Logger;
  fetch: FetchText;
  test: boolean;
  /** The best guess at the server's time, unix seconds. */
  serverTime(): number;
  /** What the last configuration said. */
  config(): { dcTxtDomainName?: string; blockedMode?: boolean };
  /** The person's number as far as it is known; addresses may be for some countries only. */
  phone(): string;
  found(addresses: DcAddress[]): void;
  /** PEM of another publisher, for tests. */
  publicKey?: string;
}

/**
 * The way to Telegram when none of its addresses can be reached: other addresses, which it publishes in the DNS under its own
 * signature, asked for over HTTPS. Asked only while `setWanted(true)` holds, which is never the case behind a proxy, and off unless the
 * person has turned it on: the resolvers learn who looks for Telegram.
 */
export class Recovery {
  readonly #options: RecoveryOptions;
  #timer: Timer | undefined;
  #round: AbortController | undefined;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Whether connecting fails, directly, with a network that seems to be there. */
  setWanted(wanted: boolean): void {
    if (wanted === (this.#timer !== undefined || this.#round !== undefined)) return;
    if (wanted) this.#after(this.#options.config().blockedMode === true ? patience.blocked : patience.usual);
    else this.dispose();
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#round?.abort();
    this.#round = undefined;
  }

  #after(ms: number): void {
    this.#timer = this.#options.clock.after(ms, () => {
      this.#timer = undefined;
      const round = new AbortController();
      this.#round = round;
      drop(
        this.#ask(round.signal).then((addresses) => {
          if (round.signal.aborted) return;
          this.#round = undefined;
          this.#after(pause);
          if (addresses.length > 0) this.#options.found(addresses);
        }),
      );
    });
  }

  /** Asks one resolver after the other until one has something. Never rejects. */
  async #ask(signal: AbortSignal): Promise<DcAddress[]> {
    const { fetch, log, test, config, clock, random } = this.#options;
    const { dcTxtDomainName = '' } = config();
    const name = dcTxtDomainName === '' ? usualNames[test ? 'test' : 'production'] : dcTxtDomainName;
    for (const resolver of resolvers) {
      if (signal.aborted) return [];
      const limit = new AbortController();
      const timer = clock.after(oneQuestion, () => limit.abort(new Error('No answer')));
      try {
        const padding = Buffer.from(random(13 + ((random(1)[0] ?? 0) >> 2))).toString('hex');
        const { text, date } = await fetch(questionFor(resolver, name, padding), AbortSignal.any([signal, limit.signal]));
        const addresses = this.#read(text, date);
        log.info('Addresses were looked for elsewhere', { found: addresses.length });
        if (addresses.length > 0) return addresses;
      } catch (error) {
        log.info('Addresses cannot be looked for', { reason: error instanceof Error ? error.name : 'unknown' });
      } finally {
        timer.cancel();
      }
    }
    return [];
  }

  /** The addresses in a resolver's answer that are signed, not out of date, and meant for this number. */
  #read(answer: string, date = this.#options.serverTime()): DcAddress[] {
    const { phone, publicKey = trusted } = this.#options;
    const config = readSimpleConfig(joinedText(answer) ?? '', parseRsaPublicKey(publicKey));
    // The clock of the machine may be what is wrong; that of the resolver was asked along.
    if (config === undefined || date < config.date || date >= config.expires) return [];
    return config.rules.filter(({ phonePrefixRules }) => isForPhone(phone(), phonePrefixRules)).flatMap(({ addresses }) => addresses);
  }
}
