import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { encode } from '#tl';
import type { tl } from '#tl';
import type { Faults } from '../faults.ts';
import { Calls, asBuffer } from './calls.ts';
import { Connection } from './connection.ts';
import type { ProtocolHost, ProtocolOptions } from './host.ts';
import { defaultProtocolOptions } from './host.ts';
import { KeyRegistry } from './keys.ts';
import { Receiver } from './receiver.ts';
import type { Report } from './report.ts';
import type { ServerRsaKey } from './rsa.ts';
import { SessionTable } from './session-table.ts';
import type { Session } from './session.ts';
import type { Pusher, RpcHandler, VirtualClock } from './types.ts';

/** Where a DC listens. */
export interface DcEndpoint {
  id: number;
  host: string;
  port: number;
  cdn?: true;
  /** Takes downloads and nothing else. */
  mediaOnly?: true;
}

/** One port of a DC, on both address families. */
interface Door {
  readonly id: number;
  port: number;
  readonly mediaOnly: boolean;
}

export interface ServerParts {
  /** Ids of the DCs to serve, and the port of each; 0 takes a free one. A DC may be there twice, once as a media endpoint. */
  dcs: readonly { id: number; port: number; cdn?: { rsa: ServerRsaKey }; mediaOnly?: true }[];
  /** What the list of endpoints says; the servers listen on both where the machine has both. */
  family?: 'ipv4' | 'ipv6';
  rsa: ServerRsaKey;
  clock: VirtualClock;
  faults: Faults;
  report: Report;
  handler: RpcHandler;
  options?: Partial<ProtocolOptions>;
}

/** Several data centers in one process: one listener each, keys and sessions in common tables. */
export class ProtocolServer implements Pusher {
  readonly keys = new KeyRegistry();
  readonly sessions: SessionTable;
  readonly #parts: ServerParts;
  readonly #host: ProtocolHost;
  readonly #receiver: Receiver;
  readonly #doors: readonly Door[];
  readonly #cdnKeys = new Map<number, ServerRsaKey>();
  #listeners: Server[] = [];
  readonly #connections = new Set<Connection>();
  #nextConnection = 1;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#doors = parts.dcs.map(({ id, port, mediaOnly }) => ({ id, port, mediaOnly: mediaOnly === true }));
    for (const { id, cdn } of parts.dcs) if (cdn !== undefined) this.#cdnKeys.set(id, cdn.rsa);
    this.#host = {
      clock: parts.clock,
      faults: parts.faults,
      report: parts.report,
      keys: this.keys,
      handler: parts.handler,
      options: { ...defaultProtocolOptions, ...parts.options },
      isCdn: (dcId) => this.#cdnKeys.has(dcId),
    };
    this.sessions = new SessionTable(this.#host);
    this.#receiver = new Receiver(this.#host, this.sessions, new Calls(this.#host));
  }

  /** The addresses, once listening. */
  get dcs(): DcEndpoint[] {
    return this.#doors.map(({ id, port, mediaOnly }) => ({
      id,
      host: this.#parts.family === 'ipv6' ? '::1' : '127.0.0.1',
      port,
      ...(mediaOnly ? { mediaOnly } : {}),
      ...(this.#cdnKeys.has(id) ? { cdn: true as const } : {}),
    }));
  }

  get connections(): readonly Connection[] {
    return [...this.#connections];
  }

  /** Behaviour that can be changed while the server runs. */
  get options(): ProtocolOptions {
    return this.#host.options;
  }

  /** Starts listening; a second start uses the ports of the first. */
  async start(): Promise<void> {
    if (this.#listeners.length > 0) return;
    for (const door of this.#doors) {
      const server = door.port === 0 ? await this.#listenSomewhere(door) : await this.#listen(door, '127.0.0.1', door.port);
      door.port = (server.address() as AddressInfo).port;
      this.#listeners.push(server);
      // Machines without IPv6 are served by IPv4 alone.
      const second = await this.#listen(door, '::1', door.port).catch(() => undefined);
      if (second !== undefined) this.#listeners.push(second);
    }
  }

  /** Stops listening and drops all connections; keys and sessions stay. */
  async stop(): Promise<void> {
    const listeners = this.#listeners;
    this.#listeners = [];
    const closed = listeners.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    this.cut();
    await Promise.all(closed);
  }

  /** What a crash and a new start do: connections and session memory are gone, keys stay, ports are the same. */
  async restart(): Promise<void> {
    await this.stop();
    this.sessions.clear();
    await this.start();
  }

  async close(): Promise<void> {
    await this.stop();
    this.sessions.clear();
  }

  push(
    target: { dcId: number; authKeyId: string },
    updates: tl.Updates,
    options: { exceptSessionId?: bigint } = {},
  ): void {
    const receivers = this.sessions
      .ofKey(target.authKeyId)
      .filter((session) => session.receivesUpdates && session.id !== options.exceptSessionId);
    if (receivers.length === 0) return;
    const body = asBuffer(encode(updates));
    for (const session of receivers) this.#deliver(session, updates._, body);
  }

  #deliver(session: Session, type: string, body: Buffer): void {
    // Whoever has been away for so long gets a new session and has to fetch a difference.
    if (session.outbox.overflowing || session.waiting > MAX_WAITING) this.sessions.forget(session);
    else session.send({ type, body, contentRelated: true });
  }

  disconnect(authKeyId: string): void {
    this.cut((connection) => permanentIdOf(connection) === authKeyId);
  }

  forgetKey(authKeyId: string): void {
    for (const session of this.sessions.ofKey(authKeyId)) this.sessions.forget(session);
    this.disconnect(authKeyId);
    for (const bound of this.keys.boundTo(authKeyId)) this.keys.remove(bound.id);
    this.keys.remove(authKeyId);
  }

  /**
   * Forgets the temporary keys bound to a permanent one, or one of them; connections stay, and the next packet under such a key
   * is answered by the transport error -404.
   */
  forgetTemporaryKeys(permanentId: string, temporaryId?: string): number {
    const victims = this.keys.boundTo(permanentId).filter(({ id }) => temporaryId === undefined || id === temporaryId);
    for (const session of this.sessions.all()) if (victims.includes(session.record)) this.sessions.forget(session);
    for (const { id } of victims) this.keys.remove(id);
    return victims.length;
  }

  /** Breaks the chosen connections at once; all of them when no choice is given. */
  cut(chosen: (connection: Connection) => boolean = () => true): number {
    const victims = this.connections.filter(chosen);
    for (const connection of victims) connection.close();
    return victims.length;
  }

  /** Turns the chosen connections into dead links. */
  freeze(chosen: (connection: Connection) => boolean = () => true): number {
    const victims = this.connections.filter(chosen);
    for (const connection of victims) connection.freeze();
    return victims.length;
  }

  /**
   * A free port below those that the system gives to outgoing connections: while the server is down for a restart, nobody else
   * happens to get its port; nor does the server of another worker, whose ports are others.
   */
  async #listenSomewhere(door: Door): Promise<Server> {
    const first = 15_000 + 4_000 * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 4);
    for (;;) {
      try {
        return await this.#listen(door, '127.0.0.1', randomInt(first, first + 4_000));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }

  #listen(door: Door, host: string, port: number): Promise<Server> {
    return new Promise((resolve, reject) => {
      const server = createServer((socket) => this.#connected(socket, door));
      server.once('error', reject);
      server.listen({ port, host, exclusive: true }, () => {
        server.off('error', reject);
        resolve(server);
      });
    });
  }

  #connected(socket: Socket, { id: dcId, mediaOnly }: Door): void {
    const { rsa, faults, clock, report } = this.#parts;
    report.accepted.push({ dcId, at: performance.now(), mediaOnly, ipv6: socket.localFamily === 'IPv6' });
    const connection = new Connection(
      {
        host: this.#host,
        sessions: this.sessions,
        receiver: this.#receiver,
        closed: (gone) => this.#connections.delete(gone),
        handshake: {
          dcId,
          generator: this.#host.options.generator,
          rsa: this.#cdnKeys.get(dcId) ?? rsa,
          cdn: this.#cdnKeys.has(dcId),
          faults,
          now: () => clock.now(),
          hasKey: (id) => this.keys.has(id),
          keyMade: (made) => this.keys.add(dcId, made, clock.now()),
          noteLegacyRsa: () =>
            report.violation({ at: clock.now(), dcId, rule: 'rsa-legacy', detail: 'inner data sealed without RSA_PAD' }),
          notePermanentAtCdn: () =>
            report.violation({ at: clock.now(), dcId, rule: 'cdn-permanent-key', detail: 'a permanent key at a CDN DC' }),
        },
      },
      socket,
      { dcId, mediaOnly },
      this.#nextConnection++,
    );
    this.#connections.add(connection);
  }
}

/** Updates that wait for a client without a connection. */
const MAX_WAITING = 2_000;

function permanentIdOf(connection: Connection): string | undefined {
  return connection.record?.boundTo ?? connection.record?.id;
}
