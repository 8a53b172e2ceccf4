import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { tl } from '#tl';
import type { FaultRule, Faults } from './faults.ts';
import type { Connection } from './protocol/connection.ts';
import type { Report } from './protocol/report.ts';
import type { ProtocolServer } from './protocol/server.ts';
import type { AdjustableClock, ControlRoute, ControlRoutes } from './protocol/types.ts';

/**
 * The control channel of the local DC: JSON over HTTP on loopback, for tests that run in another process and for people
 * with curl. Every answer is JSON; a refused request is answered 400 with `{"error": …}`.
 */

export interface ControlParts {
  server: ProtocolServer;
  faults: Faults;
  report: Report;
  clock: AdjustableClock;
  restart(): Promise<void>;
}

const MAX_BODY = 64 * 1024 * 1024;

export class ControlServer implements ControlRoutes {
  readonly #parts: ControlParts;
  readonly #routes = new Map<string, ControlRoute>();
  readonly #http: Server;
  url = '';

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#http = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        answer(response, 400, { error: error instanceof Error ? error.message : String(error) });
      });
    });
    this.#addOwnRoutes();
  }

  add(method: 'GET' | 'POST' | 'DELETE', path: string, route: ControlRoute): void {
    this.#routes.set(`${method} ${path}`, route);
  }

  async start(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', () => resolve());
    });
    this.url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const route = this.#routes.get(`${request.method ?? 'GET'} ${url.pathname}`);
    if (route === undefined) {
      answer(response, 404, { error: `No route ${request.method ?? 'GET'} ${url.pathname}`, routes: [...this.#routes.keys()] });
      return;
    }
    answer(response, 200, (await route(await readJson(request), url.searchParams)) ?? { ok: true });
  }

  #addOwnRoutes(): void {
    const { server, faults, report, clock } = this.#parts;
    this.add('GET', '/report', () => describe(this.#parts));
    this.add('DELETE', '/report', () => report.clear());
    this.add('GET', '/transcript', (_body, query) => {
      const type = query.get('type');
      return report.transcript((entry) => type === null || entry.type === type || entry.method === type);
    });
    this.add('GET', '/faults', () => faults.list());
    this.add('POST', '/faults', (body) => {
      const rules = Array.isArray(body) ? body : [body];
      return rules.map((rule) => ({ id: faults.add(rule as FaultRule).id }));
    });
    this.add('DELETE', '/faults', (_body, query) => {
      const id = query.get('id');
      if (id === null) faults.clear();
      else return { removed: faults.remove(Number(id)) };
      return undefined;
    });
    this.add('POST', '/restart', () => this.#parts.restart());
    this.add('POST', '/clock', (body) => {
      clock.jump(field(body, 'jump', 'number'));
      return { now: clock.now() };
    });
    this.add('POST', '/push', (body) => {
      const target = { dcId: field(body, 'dcId', 'number'), authKeyId: field(body, 'authKeyId', 'string') };
      server.push(target, revive(field(body, 'updates', 'object')) as tl.Updates);
    });
    this.add('POST', '/cut', (body) => ({ connections: server.cut(chosen(body)) }));
    this.add('POST', '/freeze', (body) => ({ connections: server.freeze(chosen(body)) }));
    this.add('POST', '/rotate-salts', () => {
      for (const key of server.keys.all()) key.salts.rotate();
    });
    this.add('POST', '/forget-key', (body) => server.forgetKey(field(body, 'authKeyId', 'string')));
    this.add('POST', '/forget-temporary-keys', (body) => ({
      keys: server.forgetTemporaryKeys(field(body, 'authKeyId', 'string'), optional(body, 'temporaryKeyId') as string | undefined),
    }));
    this.add('POST', '/forget-sessions', (body) => {
      const authKeyId = optional(body, 'authKeyId');
      const victims = server.sessions.all().filter((one) => authKeyId === undefined || one.permanentKeyId === authKeyId);
      for (const session of victims) server.sessions.forget(session);
      return { sessions: victims.length };
    });
    this.add('POST', '/transport-error', (body) => {
      const matches = chosen(body);
      const victims = server.connections.filter(matches);
      for (const connection of victims) connection.sendTransportError(field(body, 'code', 'number'));
      return { connections: victims.length };
    });
  }
}

function describe({ server, report, faults, clock }: ControlParts): unknown {
  return {
    now: clock.now(),
    calls: Object.fromEntries(report.calls),
    unimplemented: Object.fromEntries(report.unimplemented),
    errors: Object.fromEntries(report.errors),
    internalErrors: report.internalErrors,
    violations: report.violations(),
    faults: faults.list(),
    keys: server.keys.all().map(({ id, dcId, createdAt, expiresAt, boundTo, layer, init }) => ({
      id,
      dcId,
      createdAt,
      expiresAt,
      boundTo,
      layer,
      init,
    })),
    sessions: server.sessions.all().map((session) => ({
      id: session.id,
      dcId: session.record.dcId,
      authKeyId: session.permanentKeyId,
      receivesUpdates: session.receivesUpdates,
      connection: session.connection?.id,
      unacknowledged: session.outbox.unacknowledged().length,
      waiting: session.waiting,
    })),
    connections: server.connections.map(({ id, dcId, transportName }) => ({ id, dcId, transport: transportName })),
  };
}

function chosen(body: unknown): (connection: Connection) => boolean {
  const authKeyId = optional(body, 'authKeyId');
  const dcId = optional(body, 'dcId');
  return (connection) =>
    (authKeyId === undefined || (connection.record?.boundTo ?? connection.record?.id) === authKeyId) &&
    (dcId === undefined || connection.dcId === dcId);
}

type Kinds = { number: number; string: string; object: object };

function field<K extends keyof Kinds>(body: unknown, name: string, kind: K): Kinds[K] {
  const value = optional(body, name);
  if (typeof value !== kind || value === null) throw new TypeError(`"${name}" must be a ${kind}`);
  return value as Kinds[K];
}

function optional(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

/** JSON has neither longs nor bytes: `{"$long":"5"}` and `{"$bytes":"00ff"}` stand for them in pushed objects. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const { $long: asLong, $bytes: asBytes } = value as { $long?: unknown; $bytes?: unknown };
  if (typeof asLong === 'string') return BigInt(asLong);
  if (typeof asBytes === 'string') return new Uint8Array(Buffer.from(asBytes, 'hex'));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY) throw new RangeError('The request is too large');
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return body === '' ? undefined : JSON.parse(body);
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body ?? 'null');
}
