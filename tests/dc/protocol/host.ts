import type { Faults } from '../faults.ts';
import type { KeyRegistry } from './keys.ts';
import type { Report } from './report.ts';
import type { RpcHandler, VirtualClock } from './types.ts';

/** Behaviour that tests may turn. Times are real milliseconds. */
export interface ProtocolOptions {
  /** An unacknowledged message is sent again after this long (default 10 s). */
  redeliverAfterMs: number;
  /** Acknowledgements wait this long for something to travel with (default 500 ms). */
  ackDelayMs: number;
  /** Unacknowledged answers larger than this are announced by `msg_detailed_info` instead of being sent again. */
  detailedInfoFrom: number;
  /** How long `invokeAfterMsg` waits for a message that has not arrived (default 5 s). */
  waitForMessageMs: number;
  /** A session without a connection is forgotten after this long (default 15 min). */
  sessionLifetimeMs: number;
  /** Refuse every other layer with CONNECTION_LAYER_INVALID. */
  onlyLayer?: number;
  /**
   * Whether a DC number in an obfuscation header that is not this DC's is refused with the transport error -444. Direct
   * connections of several clients (mtcute, GramJS) carry random bytes there and work with Telegram, so the default only
   * records it as a violation.
   */
  refuseWrongDc: boolean;
  /**
   * Clients of this DC have promised forward secrecy (core.telegram.org/api/pfs): a call under a permanent key is a violation,
   * save `help.getNearestDc`, by which they find out whether that key still lives. Off for clients that do without.
   */
  forwardSecrecy: boolean;
  /** The g of key exchanges: 3, 4 or 7 (default 3). */
  generator: number;
}

export const defaultProtocolOptions: ProtocolOptions = {
  redeliverAfterMs: 10_000,
  ackDelayMs: 500,
  detailedInfoFrom: 64 * 1024,
  waitForMessageMs: 5_000,
  sessionLifetimeMs: 15 * 60_000,
  refuseWrongDc: false,
  forwardSecrecy: false,
  generator: 3,
};

/** What connections, sessions and calls share. */
export interface ProtocolHost {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly report: Report;
  readonly keys: KeyRegistry;
  readonly handler: RpcHandler;
  readonly options: ProtocolOptions;
  isCdn(dcId: number): boolean;
}

/** The part of a connection that sessions use. */
export interface PacketSink {
  readonly id: number;
  /** It came in at an endpoint for downloads alone. */
  readonly mediaOnly: boolean;
  readonly isOpen: boolean;
  sendPayload(payload: Buffer): void;
  sendTransportError(code: number): void;
  close(): void;
  /** Closes the connection after `seconds`, unless called again. */
  closeIn(seconds: number): void;
}
