import type { NewAuthKey } from './handshake.ts';
import { SaltRing } from './salts.ts';
import type { ClientInfo } from './types.ts';

/** One authorization key and what the server remembers with it. */
export interface KeyRecord {
  /** Hex of the 8 id bytes, in wire order. */
  id: string;
  idBytes: Buffer;
  key: Buffer;
  dcId: number;
  salts: SaltRing;
  createdAt: number;
  /** Unix seconds; set on temporary keys. */
  expiresAt?: number;
  /** The permanent key to which a temporary one is bound. */
  boundTo?: string;
  /** From the last `invokeWithLayer` and `initConnection` under this key. */
  layer?: number;
  init?: ClientInfo;
}

/** The keys of all DCs of one local DC process. A key is known to the DC that made it and to no other. */
export class KeyRegistry {
  /** Called with every key that is made. */
  onAdd: ((record: KeyRecord) => void) | undefined;
  readonly #keys = new Map<string, KeyRecord>();

  add(dcId: number, made: NewAuthKey, now: number): KeyRecord {
    const id = made.id.toString('hex');
    const record: KeyRecord = {
      id,
      idBytes: Buffer.from(made.id),
      key: made.key,
      dcId,
      salts: new SaltRing(made.salt, now),
      createdAt: now,
      ...(made.expiresIn === undefined ? {} : { expiresAt: now + made.expiresIn }),
    };
    this.#keys.set(id, record);
    this.onAdd?.(record);
    return record;
  }

  /** The key with that id at that DC; expired temporary keys are gone. */
  find(dcId: number, id: string, now: number): KeyRecord | undefined {
    const record = this.#keys.get(id);
    if (record === undefined || record.dcId !== dcId) return undefined;
    if (record.expiresAt !== undefined && now >= record.expiresAt) {
      this.#keys.delete(id);
      return undefined;
    }
    return record;
  }

  has(id: Buffer): boolean {
    return this.#keys.has(id.toString('hex'));
  }

  get(id: string): KeyRecord | undefined {
    return this.#keys.get(id);
  }

  remove(id: string): KeyRecord | undefined {
    const record = this.#keys.get(id);
    this.#keys.delete(id);
    return record;
  }

  /** The temporary keys bound to a permanent one. */
  boundTo(permanentId: string): KeyRecord[] {
    return [...this.#keys.values()].filter((record) => record.boundTo === permanentId);
  }

  /** Keys that were made to last. */
  permanent(): KeyRecord[] {
    return this.all().filter((record) => record.expiresAt === undefined);
  }

  all(): KeyRecord[] {
    return [...this.#keys.values()];
  }
}
