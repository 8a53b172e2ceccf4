import type { RandomBytes } from '../crypto/index.ts';
import type { Clock } from './clock.ts';
import type { Connect } from './transport/socket.ts';
import type { Logger } from './types.ts';

/** The outside world as the engine sees it; tests replace all of it. */
export interface Runtime {
  clock: Clock;
  random: RandomBytes;
  connect: Connect;
  log: Logger;
}

/** A logger that drops everything. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
