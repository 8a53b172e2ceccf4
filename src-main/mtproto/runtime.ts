import type { BulkCipher, RandomBytes } from '../crypto/index.ts';
import type { Clock } from './clock.ts';
import type { Connect } from './transport/socket.ts';
import type { Logger } from './types.ts';

/** The outside world as the engine sees it; tests replace all of it. */
export interface Runtime {
  clock: Clock;
  random: RandomBytes;
  connect: Connect;
  log: Logger;
  /**
   * Resolves when all that listeners have stored survives a power cut, undefined when it does already: acknowledgements wait for it.
   * A rejection means that the server is to send again what it was not told of.
   */
  settled?: (() => Promise<void> | undefined) | undefined;
  /** Opens and seals large packets away from this thread; that is done here when it is absent. */
  bulk?: BulkCipher | undefined;
}

/** A logger that drops everything. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
