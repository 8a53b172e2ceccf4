import { authKeyId, readInt64, wipe } from '../../crypto/index.ts';

/** A permanent authorization key with its name on the wire. */
export class AuthKey {
  /** 256 bytes. */
  readonly bytes: Uint8Array;
  /** `auth_key_id`, 8 bytes. */
  readonly id: Uint8Array;
  readonly idNumber: bigint;

  constructor(bytes: Uint8Array) {
    if (bytes.length !== 256) throw new RangeError('An authorization key has 256 bytes');
    this.bytes = Uint8Array.from(bytes);
    this.id = authKeyId(this.bytes);
    this.idNumber = readInt64(this.id, 0);
  }

  /** Overwrites the key; it is of no use afterwards. */
  wipe(): void {
    wipe(this.bytes);
  }
}
