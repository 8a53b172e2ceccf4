import type { ProtocolHost } from './host.ts';
import type { KeyRecord } from './keys.ts';
import { Session } from './session.ts';

/** All sessions of all keys. */
export class SessionTable {
  readonly #host: ProtocolHost;
  readonly #sessions = new Map<string, Session>();
  readonly #expiry = new Map<Session, NodeJS.Timeout>();

  constructor(host: ProtocolHost) {
    this.#host = host;
  }

  find(keyId: string, sessionId: bigint): Session | undefined {
    return this.#sessions.get(`${keyId}:${sessionId}`);
  }

  open(record: KeyRecord, sessionId: bigint): Session {
    const known = this.find(record.id, sessionId);
    if (known !== undefined) {
      clearTimeout(this.#expiry.get(known));
      this.#expiry.delete(known);
      return known;
    }
    const session = new Session(this.#host, record, sessionId);
    this.#sessions.set(`${record.id}:${sessionId}`, session);
    return session;
  }

  /** Starts the time after which a session without a connection is forgotten. */
  orphaned(session: Session): void {
    if (session.closed) return;
    clearTimeout(this.#expiry.get(session));
    this.#expiry.set(session, setTimeout(() => this.forget(session), this.#host.options.sessionLifetimeMs).unref());
  }

  forget(session: Session): void {
    if (session.closed) return;
    const { ref, announced } = session;
    clearTimeout(this.#expiry.get(session));
    this.#expiry.delete(session);
    this.#sessions.delete(`${session.record.id}:${session.id}`);
    session.close();
    if (announced) this.#host.handler.sessionClosed?.(ref);
  }

  /** Sessions of a permanent key, those under its temporary keys included. */
  ofKey(permanentKeyId: string): Session[] {
    return this.all().filter((session) => session.permanentKeyId === permanentKeyId);
  }

  all(): Session[] {
    return [...this.#sessions.values()];
  }

  clear(): void {
    for (const session of this.all()) this.forget(session);
  }
}
