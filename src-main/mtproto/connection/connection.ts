import type { AuthKey } from '../auth-key/auth-key.ts';
import type { Timer } from '../clock.ts';
import { LineReplaced, type Line } from '../dialing/line.ts';
import type { Dial } from '../dialing/race.ts';
import { SecurityError } from '../session/envelope.ts';
import type { Query } from '../session/query.ts';
import type { SessionHost } from '../session/host.ts';
import { TransportError } from '../transport/framing.ts';
import { Conversation } from './conversation.ts';
import { Inbox } from './inbox.ts';
import { LinkWatch } from './link-watch.ts';
import { ReconnectLimiter } from './reconnect-limiter.ts';
import type { ConnectionOptions, ConnectionStatus } from './types.ts';

/** Acknowledgements wait this long for a packet that takes them along, milliseconds. */
const ackDelay = 4_000;
/** Queries without an answer for this long need another connection, milliseconds. */
const staleAfter = 60_000;
/** A retiring connection waits this long for the answers to its calls, milliseconds. */
const drainTime = 30_000;
/** After a change of the network the permanent connection goes first; the others follow after this time, milliseconds. */
const courtesy = 500;

/** One session and the sockets that carry it, one after the other. */
export class Connection implements SessionHost {
  readonly #options: ConnectionOptions;
  readonly #limiter: ReconnectLimiter;
  readonly #conversation: Conversation;
  readonly #watch: LinkWatch;
  #dial: Dial | undefined;
  #line: Line | undefined;
  #inbox: Inbox | undefined;
  #status: ConnectionStatus = { kind: 'idle' };
  #confirmed = false;
  #retired = false;
  #drainTimer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #ackTimer: Timer | undefined;
  #idleTimer: Timer | undefined;
  #flush: Timer | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#limiter = new ReconnectLimiter(options.runtime.clock, options.runtime.random);
    this.#conversation = new Conversation({ keys: options.keys, runtime: options.runtime, host: this });
    this.#watch = new LinkWatch({
      runtime: options.runtime,
      session: () => this.#conversation.session,
      received: () => this.#line?.received ?? 0,
      silent: () => this.#silent(),
    });
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** Calls that have no answer yet. */
  get load(): number {
    return this.#conversation.load;
  }

  /** The key of its session. */
  get authKey(): AuthKey | undefined {
    return this.#conversation.authKey;
  }

  /** Whether it has unfinished calls of a chain. */
  carries(chain: string): boolean {
    return this.#conversation.carries(chain);
  }

  /** Opens the connection if it is not open. */
  start(): void {
    if (this.#status.kind === 'idle') this.#schedule();
  }

  submit(query: Query): void {
    this.#conversation.submit(query);
    this.#idleTimer?.cancel();
    this.start();
  }

  cancel(query: Query): void {
    this.#conversation.cancel(query);
    if (this.#retired && this.load === 0) this.#finishRetiring();
  }

  /** Someone looks at the result: silence is noticed within seconds. */
  setActive(active: boolean): void {
    if (this.#watch.active === active) return;
    if (active) this.retryNow();
    this.#watch.setActive(active);
  }

  /** Opens sockets less often: nobody looks, or there is no network. */
  setQuiet(quiet: boolean): void {
    this.#limiter.quiet = quiet;
  }

  /** Does not wait any longer for the next attempt. */
  retryNow(): void {
    this.#limiter.clearBackoff();
    if (this.#status.kind === 'waiting') this.#schedule();
  }

  /** Another connection works again: what kept this one from trying was the network, if nothing else is known. */
  networkFound(): void {
    if (this.#status.kind !== 'waiting') return;
    this.#limiter.networkFound();
    this.#schedule();
  }

  /** Another connection takes its place: it stays for the answers to its calls, for half a minute at most, and no longer than they can come. */
  retire(): void {
    if (this.#retired || this.#status.kind === 'closed') return;
    this.#retired = true;
    const { answerable, atRisk } = this.#conversation;
    const left = Math.min(drainTime, answerable);
    if (this.load === 0 || left <= 0 || (this.#status.kind !== 'open' && !atRisk)) this.#finishRetiring();
    else this.#drainTimer = this.#options.runtime.clock.after(left, () => this.#finishRetiring());
  }

  /** The key was replaced: the session is over, its calls go on under the new key. */
  keyReplaced(): void {
    if (this.#retired) {
      this.#finishRetiring();
      return;
    }
    this.#conversation.end();
    if (this.#status.kind !== 'closed') this.#reopen();
  }

  /** Ends for good; returns the unanswered calls. */
  close(): Query[] {
    if (this.#status.kind === 'closed') return [];
    this.#setStatus({ kind: 'closed' });
    this.#cancelTimers();
    this.#drainTimer?.cancel();
    this.#hangUp();
    return this.#conversation.drain();
  }

  // What the session asks for.

  wake(when: 'now' | 'later'): void {
    if (this.#status.kind !== 'open') return;
    const { clock } = this.#options.runtime;
    if (when === 'now') this.#flush ??= clock.soon(() => this.#send(false));
    else {
      this.#ackTimer ??= clock.after(ackDelay, () => {
        this.#ackTimer = undefined;
        this.#send(true);
      });
    }
  }

  reconnect(reason: string): void {
    this.#options.runtime.log.info('Reconnecting', { dc: this.#options.dc.id, reason });
    this.#limiter.clearBackoff();
    this.#reopen();
  }

  wrap(): { prefix: Uint8Array; announces?: number } {
    return this.#options.events.wrap();
  }

  announced(number: number): void {
    this.#options.events.announced(number);
  }

  answered(query: Query): void {
    this.#options.events.answered(query);
  }

  push(body: Uint8Array): void {
    this.#options.events.push(body);
  }

  sessionCreated(): void {
    this.#options.events.sessionCreated();
  }

  unbound(): void {
    const { authKey } = this;
    // What else the packet brings is under that key still.
    this.#options.runtime.clock.soon(() => {
      if (authKey !== undefined) this.#keyRefused(authKey);
    });
  }

  keyDestroyed(): void {
    // Only a permanent key is ever destroyed, and no connection of this kind has one.
  }

  pong(pingId: bigint): void {
    this.#watch.pong(pingId);
    // The link lives, so a query that is still not answered was lost: reconnecting asks for its fate.
    if (this.#conversation.session?.forgetStale(staleAfter) === true) this.reconnect('Queries without an answer');
  }

  // Opening.

  #schedule(): void {
    if (this.#status.kind === 'closed') return;
    this.#retryTimer?.cancel();
    this.#retryTimer = undefined;
    const { clock } = this.#options.runtime;
    const wait = this.#limiter.delay();
    if (wait <= 0) {
      this.#connect();
      return;
    }
    this.#setStatus({ kind: 'waiting', retryAt: clock.wall() + wait });
    this.#retryTimer = clock.after(wait, () => this.#connect());
  }

  #connect(): void {
    this.#retryTimer = undefined;
    this.#setStatus({ kind: 'connecting' });
    if (this.#conversation.session !== undefined) {
      this.#open();
      return;
    }
    this.#options.keys.ready().then(
      () => {
        if (this.#status.kind !== 'connecting' || this.#conversation.session !== undefined) return;
        this.#conversation.begin();
        this.#open();
      },
      (error: unknown) => {
        if (this.#status.kind !== 'connecting') return;
        if (!(error instanceof LineReplaced)) this.#limiter.attempted();
        this.#failed(error);
      },
    );
  }

  #open(): void {
    const { dc, use } = this.#options;
    this.#confirmed = false;
    this.#dial = dc.dial(use, this.#limiter, {
      onLine: (line) => this.#opened(line),
      onFailed: (error) => {
        this.#dial = undefined;
        this.#failed(error);
      },
    });
  }

  #opened(line: Line): void {
    this.#dial = undefined;
    this.#line = line;
    const { runtime } = this.#options;
    const received = (): void => this.#received();
    this.#inbox = new Inbox({ runtime, conversation: this.#conversation, line, received, lost: (error) => this.#lost(line, error) });
    this.#setStatus({ kind: 'open', confirmed: false });
    this.#conversation.session?.connectionOpened();
    this.#watch.opened();
    this.#send(true);
  }

  // Sending and receiving.

  #send(withAcks: boolean): void {
    this.#flush?.cancel();
    this.#flush = undefined;
    const line = this.#line;
    if (this.#status.kind !== 'open' || line === undefined) return;
    this.#watch.pingAlong();
    const { session } = this.#conversation;
    const { padding } = line;
    for (let packet = session?.nextPacket(withAcks, padding); packet !== undefined; packet = session?.nextPacket(false, padding)) {
      line.send(packet.packet, packet);
    }
    this.#watch.look();
    this.#armIdle();
  }

  #received(): void {
    this.#watch.received();
    if (!this.#confirmed) this.#confirm();
    if (this.#retired && this.load === 0) this.#finishRetiring();
    else if (this.#idleTimer === undefined) this.#armIdle();
  }

  /** The first valid packet proves that the other side has our key. */
  #confirm(): void {
    this.#confirmed = true;
    this.#limiter.succeeded();
    this.#line?.worked();
    this.#setStatus({ kind: 'open', confirmed: true });
  }

  #silent(): void {
    this.#options.runtime.log.info('Connection is silent', { dc: this.#options.dc.id });
    if (this.#line !== undefined) this.#lost(this.#line, new Error('Silent'));
  }

  #armIdle(): void {
    const { idleTimeout, permanent, runtime } = this.#options;
    this.#idleTimer?.cancel();
    this.#idleTimer = undefined;
    if (permanent || idleTimeout === undefined || this.load > 0) return;
    this.#idleTimer = runtime.clock.after(idleTimeout, () => {
      if (this.load === 0) this.#options.events.idle();
    });
  }

  // Losing and replacing.

  #lost(line: Line, error: Error | undefined): void {
    if (line !== this.#line) return;
    const refused = error instanceof SecurityError || (error instanceof TransportError && error.code !== undefined);
    if (refused || !(this.#confirmed || error instanceof LineReplaced)) line.failed();
    this.#dropLine();
    this.#failed(error);
  }

  #failed(error: unknown): void {
    const code = error instanceof TransportError ? error.code : undefined;
    const { dc, runtime } = this.#options;
    runtime.log.info('Connection lost', { dc: dc.id, code, reason: error instanceof Error ? error.message : 'closed' });
    if (error instanceof LineReplaced) {
      this.#limiter.clearBackoff();
      if (!this.#options.permanent) this.#limiter.hold(courtesy);
    } else this.#limiter.failed(error instanceof SecurityError ? 'forged' : code === -429 ? 'flooded' : 'lost');
    if (code === -444) dc.endpointRefused();
    if (code === -404 && this.authKey !== undefined) this.#keyRefused(this.authKey);
    else this.#again();
  }

  /** The server does not know the key of the session any more. Alone, that says nothing about the permanent key. */
  #keyRefused(authKey: AuthKey): void {
    this.#options.keys.refused(authKey);
    // If it was replaced before, this connection alone has still used it.
    if (this.authKey === authKey) this.keyReplaced();
  }

  #finishRetiring(): void {
    if (this.#status.kind === 'closed') return;
    // The last acknowledgements: what they are about would be sent again.
    this.#send(true);
    this.#options.events.retired(this.close());
  }

  #again(): void {
    // Whoever was told of the loss may have closed this connection.
    if (this.#status.kind === 'closed') return;
    if (this.#retired) this.#finishRetiring();
    else if (this.#options.permanent || this.load > 0) this.#schedule();
    else this.#setStatus({ kind: 'idle' });
  }

  /** Replaces the socket, keeping whatever is unanswered. */
  #reopen(): void {
    this.#dropLine();
    this.#again();
  }

  #dropLine(): void {
    this.#cancelTimers();
    this.#hangUp();
    this.#conversation.session?.connectionLost();
  }

  #hangUp(): void {
    const line = this.#line;
    this.#line = undefined;
    this.#inbox?.close();
    this.#inbox = undefined;
    this.#dial?.cancel();
    this.#dial = undefined;
    line?.close();
  }

  #cancelTimers(): void {
    this.#watch.closed();
    for (const timer of [this.#retryTimer, this.#ackTimer, this.#idleTimer, this.#flush]) timer?.cancel();
    this.#retryTimer = undefined;
    this.#ackTimer = undefined;
    this.#idleTimer = undefined;
    this.#flush = undefined;
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status;
    this.#options.events.status(status);
  }
}
