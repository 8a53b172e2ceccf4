import { sameProxy } from '#shared/proxy/index.ts';
import type { AskSystemProxy, SystemProxyAnswer } from '../system-proxy/index.ts';
import type { ProxyChoice } from './proxy-network.ts';

export interface SystemWayOptions {
  ask: AskSystemProxy;
  /** The URL whose way is asked for. */
  url(): string;
  /** What the settings say has changed; `take` makes it count. */
  onChange(take: () => void): void;
}

/** The way that the settings of this computer want, as far as it is known. Asked for anew whenever they may have changed. */
export class SystemWay {
  readonly #options: SystemWayOptions;
  #answer: SystemProxyAnswer | undefined;
  #asking: Promise<void> | undefined;
  #again = false;

  constructor(options: SystemWayOptions) {
    this.#options = options;
  }

  /** Undefined before the first answer. */
  get answer(): SystemProxyAnswer | undefined {
    return this.#answer;
  }

  get choice(): ProxyChoice {
    if (this.#answer?.kind === 'proxy' || this.#answer?.kind === 'direct') return this.#answer;
    return { kind: 'closed', reason: 'systemUnusable' };
  }

  /** Asks once more. Resolves when what the settings say now counts; never rejects. */
  look(): Promise<void> {
    // What is under way may have been asked before the change.
    this.#again = this.#asking !== undefined;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { ask, url, onChange } = this.#options;
    do {
      this.#again = false;
      const answer = await ask(url()).catch((): SystemProxyAnswer => ({ kind: 'unusable' }));
      if (!this.#again && !same(answer, this.#answer)) {
        onChange(() => {
          this.#answer = answer;
        });
      }
    } while (this.#again);
  }
}

function same(one: SystemProxyAnswer, other: SystemProxyAnswer | undefined): boolean {
  if (one.kind === 'proxy' && other?.kind === 'proxy') return sameProxy(one.proxy, other.proxy);
  return one.kind === other?.kind;
}
