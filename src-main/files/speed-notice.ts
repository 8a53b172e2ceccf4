import type { CallOptions, Clock } from '../mtproto/index.ts';
import type { TransferLimits } from './limits.ts';

export type TransferDirection = 'upload' | 'download';

export interface SpeedNoticeContext {
  clock: Clock;
  limits(): TransferLimits;
  /** The server slows transfers down for who does not pay. */
  onSpeedLimited(direction: TransferDirection): void;
}

/** Tells that transfers are slowed down (`FLOOD_PREMIUM_WAIT_%d`): once per direction and period, however many parts wait. */
export class SpeedNotice {
  readonly #context: SpeedNoticeContext;
  readonly #toldAt = new Map<TransferDirection, number>();

  constructor(context: SpeedNoticeContext) {
    this.#context = context;
  }

  /** For the calls of one direction. */
  listener(direction: TransferDirection): NonNullable<CallOptions['onWait']> {
    return ({ type }) => {
      if (type !== 'FLOOD_PREMIUM_WAIT_%d') return;
      const now = this.#context.clock.monotonic();
      const toldAt = this.#toldAt.get(direction);
      if (toldAt !== undefined && now - toldAt < this.#context.limits().speedNoticePeriodMs) return;
      this.#toldAt.set(direction, now);
      this.#context.onSpeedLimited(direction);
    };
  }
}
