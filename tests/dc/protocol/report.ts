import type { Violation } from './types.ts';

/** One message as it went over the wire, decrypted, without its content. */
export interface TranscriptEntry {
  /** Unix seconds of the virtual clock. */
  at: number;
  direction: 'in' | 'out';
  dcId: number;
  authKeyId: string;
  sessionId: string;
  connection: number;
  msgId: bigint;
  seqNo: number;
  /** Constructor name, e.g. `ping_delay_disconnect`, `rpc_result`; for a call the method's name. */
  type: string;
  /** Of a call, or of the call that an `rpc_result` answers. */
  method?: string;
  /** Wrappers of a call, outermost first. */
  wrappers?: readonly string[];
  containerId?: bigint;
  bytes: number;
}

/** A client's packet as everybody on the way sees it, and what of it means nothing. */
export interface PacketShape {
  framing: string;
  /** Bytes under the key, with the padding. */
  total: number;
  padding: number;
}

const PACKET_LIMIT = 1_000;
const TRANSCRIPT_LIMIT = 20_000;
const VIOLATION_LIMIT = 1_000;

/** What one local DC has seen: counters, breaches of the protocol, and who said what when. */
export class Report {
  readonly calls = new Map<string, number>();
  readonly unimplemented = new Map<string, number>();
  readonly errors = new Map<string, number>();
  readonly internalErrors: string[] = [];
  /** Packets that were confirmed by a quick acknowledgement. */
  quickAcks = 0;
  /** When connections were accepted, in milliseconds of `performance.now()`: what connection limits are checked by. */
  readonly accepted: { dcId: number; at: number; mediaOnly: boolean; ipv6: boolean }[] = [];
  /** Encrypted packets of clients, the last 1,000. */
  readonly packets: PacketShape[] = [];
  #violations: Violation[] = [];
  #transcript: TranscriptEntry[] = [];
  #waiting: { matches: (entry: TranscriptEntry) => boolean; resolve: (entry: TranscriptEntry) => void }[] = [];

  packet(shape: PacketShape): void {
    this.packets.push(shape);
    if (this.packets.length > PACKET_LIMIT) this.packets.shift();
  }

  violation(violation: Violation): void {
    if (this.#violations.length < VIOLATION_LIMIT) this.#violations.push(violation);
  }

  violations(): Violation[] {
    return [...this.#violations];
  }

  count(table: 'calls' | 'unimplemented' | 'errors', name: string): void {
    this[table].set(name, (this[table].get(name) ?? 0) + 1);
  }

  internalError(method: string, error: unknown): void {
    if (this.internalErrors.length >= 100) return;
    this.internalErrors.push(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  record(entry: TranscriptEntry): void {
    this.#transcript.push(entry);
    if (this.#transcript.length > TRANSCRIPT_LIMIT * 1.25) this.#transcript = this.#transcript.slice(-TRANSCRIPT_LIMIT);
    if (this.#waiting.length === 0) return;
    const met = this.#waiting.filter(({ matches }) => matches(entry));
    this.#waiting = this.#waiting.filter((waiter) => !met.includes(waiter));
    for (const { resolve } of met) resolve(entry);
  }

  /** The last 20,000 messages at most, oldest first. */
  transcript(matches: (entry: TranscriptEntry) => boolean = () => true): TranscriptEntry[] {
    return this.#transcript.filter(matches);
  }

  /** Resolves with the next message that matches: how a test waits for traffic without sleeping. */
  next(matches: (entry: TranscriptEntry) => boolean): Promise<TranscriptEntry> {
    return new Promise((resolve) => this.#waiting.push({ matches, resolve }));
  }

  clear(): void {
    this.calls.clear();
    this.unimplemented.clear();
    this.errors.clear();
    this.internalErrors.length = 0;
    this.accepted.length = 0;
    this.packets.length = 0;
    this.#violations = [];
    this.#transcript = [];
  }
}
