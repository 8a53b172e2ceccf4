import { ControlServer } from './control.ts';
import { Faults } from './faults.ts';
import { OffsetClock } from './protocol/clock.ts';
import type { ProtocolOptions } from './protocol/host.ts';
import { Report } from './protocol/report.ts';
import { commonRsaKey, ServerRsaKey } from './protocol/rsa.ts';
import { ProtocolServer } from './protocol/server.ts';
import { SecretLedger } from './secrets.ts';
import type { DcEndpoint } from './protocol/server.ts';
import type { AdjustableClock, ControlRoutes, Pusher, RpcHandler, Violation, WorldAccount, WorldLike } from './protocol/types.ts';

/** What a world is made from. */
export interface WorldParts {
  clock: AdjustableClock;
  pusher: Pusher;
  dcCount: number;
  dcs: () => readonly DcEndpoint[];
  /** The CDN DC's id and PKCS#1 PEM, when there is one. */
  cdn?: { dcId: number; publicKey: string };
}

export interface StartOptions<W extends WorldLike> {
  /** How many DCs, numbered from 1 (default 3). */
  dcCount?: number;
  /** Port of each DC in order; without it the system chooses. */
  ports?: readonly number[];
  controlPort?: number;
  /** PKCS#1 PEM of a private key, so that a new process keeps the identity of an earlier one; the local DCs of one process share one without it. */
  rsaKeyPem?: string;
  /** DCs that have an endpoint for downloads beside their own. */
  media?: readonly number[];
  /** Which kind of address the endpoints are told by (IPv4 unless another is given). */
  family?: 'ipv4' | 'ipv6';
  /** Adds a CDN DC with an RSA key of its own (id 203 unless another is given). */
  cdn?: { id?: number; rsaKeyPem?: string };
  clock?: AdjustableClock;
  protocol?: Partial<ProtocolOptions>;
  /** Makes the world that answers the calls. */
  world: (parts: WorldParts) => W;
}

/** A running local DC: addresses, its world, and everything that a test may do to it. */
export interface LocalDc<W extends WorldLike = WorldLike> {
  readonly dcs: DcEndpoint[];
  /** PKCS#1 PEM of the RSA key that clients must know. */
  readonly publicKey: string;
  /** The CDN DC's id and PKCS#1 PEM, when there is one. */
  readonly cdn?: { dcId: number; publicKey: string };
  /** The key's fingerprint as 16 hex digits. */
  readonly fingerprint: string;
  /** PKCS#1 PEM, for another local DC with the same identity. */
  readonly privateKey: string;
  readonly accounts: readonly WorldAccount[];
  /** URL of the control channel. */
  readonly control: string;
  readonly world: W;
  readonly faults: Faults;
  readonly report: Report;
  readonly clock: AdjustableClock;
  /** The protocol half itself: connections, sessions, keys. */
  readonly server: ProtocolServer;
  /** Where further control routes are added. */
  readonly routes: ControlRoutes;
  violations(): Violation[];
  /** Drops all connections and the memory of all sessions; keys, world and ports stay. */
  restart(): Promise<void>;
  /** Stops listening and drops all connections. */
  stop(): Promise<void>;
  /** Listens again on the same ports. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a local DC around any world; `startLocalDc` is the one with Petrel's. */
export async function startDcWith<W extends WorldLike>(options: StartOptions<W>): Promise<LocalDc<W>> {
  const clock = options.clock ?? new OffsetClock();
  const dcCount = options.dcCount ?? 3;
  const faults = new Faults();
  const report = new Report();
  const rsa = new ServerRsaKey(options.rsaKeyPem ?? commonRsaKey('main'));
  const cdn = options.cdn && { id: options.cdn.id ?? 203, rsa: new ServerRsaKey(options.cdn.rsaKeyPem ?? commonRsaKey('cdn')) };
  // The world needs somebody to push through before the server has a world to ask.
  let world: W | undefined;
  const present = (): W => {
    if (world === undefined) throw new Error('The world is not ready');
    return world;
  };
  const ledger = new SecretLedger();
  const handler: RpcHandler = {
    handle: async (context, method) => {
      ledger.observe(method);
      const answer = await present().handle(context, method);
      ledger.observe(answer);
      return answer;
    },
    keyDestroyed: (authKeyId) => present().keyDestroyed?.(authKeyId),
    sessionCreated: (session) => present().sessionCreated?.(session),
    sessionClosed: (session) => present().sessionClosed?.(session),
  };
  const server = new ProtocolServer({
    dcs: [
      ...Array.from({ length: dcCount }, (_, index) => ({ id: index + 1, port: options.ports?.[index] ?? 0 })),
      ...(options.media ?? []).map((id) => ({ id, port: 0, mediaOnly: true as const })),
      ...(cdn === undefined ? [] : [{ id: cdn.id, port: 0, cdn: { rsa: cdn.rsa } }]),
    ],
    ...(options.family === undefined ? {} : { family: options.family }),
    rsa,
    clock,
    faults,
    report,
    handler,
    ...(options.protocol === undefined ? {} : { options: options.protocol }),
  });
  server.keys.onAdd = ({ key }) => ledger.bytes(key);
  const pusher: Pusher = {
    push: (target, updates, how) => {
      ledger.observe(updates);
      server.push(target, updates, how);
    },
    disconnect: (authKeyId) => server.disconnect(authKeyId),
    forgetKey: (authKeyId) => server.forgetKey(authKeyId),
  };
  world = options.world({
    clock,
    pusher,
    dcCount,
    dcs: () => server.dcs,
    ...(cdn === undefined ? {} : { cdn: { dcId: cdn.id, publicKey: cdn.rsa.publicPem } }),
  });
  await server.start();
  const control = new ControlServer({ server, faults, report, clock, restart: () => server.restart() });
  world.registerControl?.(control);
  await control.start(options.controlPort ?? 0);
  const built = world;
  return {
    get dcs() {
      return server.dcs;
    },
    publicKey: rsa.publicPem,
    ...(cdn === undefined ? {} : { cdn: { dcId: cdn.id, publicKey: cdn.rsa.publicPem } }),
    privateKey: rsa.privatePem,
    fingerprint: rsa.fingerprintHex,
    get accounts() {
      return built.accounts;
    },
    control: control.url,
    world: built,
    faults,
    report,
    clock,
    server,
    routes: control,
    violations: () => report.violations(),
    restart: () => server.restart(),
    stop: () => server.stop(),
    start: () => server.start(),
    close: async () => {
      await control.close();
      await server.close();
      built.close?.();
      ledger.flush();
    },
  };
}
