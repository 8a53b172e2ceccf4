import { equalBytes, igeDecrypt, messageAesV1, sha1 } from './crypto.ts';
import type { KeyRecord, KeyRegistry } from './keys.ts';
import { RpcFailure } from './types.ts';
import { ID, WireReader } from './wire.ts';

/** The fields of `auth.bindTempAuthKey` with what carried it. */
export interface BindRequest {
  permAuthKeyId: bigint;
  nonce: bigint;
  expiresAt: number;
  encryptedMessage: Uint8Array;
  temporary: KeyRecord;
  sessionId: bigint;
  msgId: bigint;
  now: number;
}

/** A client may count the lifetime from its own later clock. */
const EXPIRY_TOLERANCE = 300;

/**
 * Binds a temporary key to its permanent one (core.telegram.org/method/auth.bindTempAuthKey): the inner message is
 * MTProto 1.0 under the permanent key and names the very message that carries it. Throws RpcFailure.
 */
export function bindTemporaryKey(keys: KeyRegistry, request: BindRequest): true {
  const { temporary } = request;
  if (temporary.expiresAt === undefined) throw new RpcFailure(400, 'TEMP_AUTH_KEY_EMPTY');
  const id = Buffer.alloc(8);
  id.writeBigInt64LE(request.permAuthKeyId);
  const permanent = keys.find(temporary.dcId, id.toString('hex'), request.now);
  if (permanent === undefined || permanent.expiresAt !== undefined) throw new RpcFailure(400, 'ENCRYPTED_MESSAGE_INVALID');
  if (temporary.boundTo !== undefined && temporary.boundTo !== permanent.id) {
    throw new RpcFailure(400, 'TEMP_AUTH_KEY_ALREADY_BOUND');
  }
  checkInner(request, permanent);
  if (request.expiresAt <= request.now || request.expiresAt > temporary.expiresAt + EXPIRY_TOLERANCE) {
    throw new RpcFailure(400, 'EXPIRES_AT_INVALID');
  }
  temporary.boundTo = permanent.id;
  temporary.expiresAt = request.expiresAt;
  return true;
}

function checkInner(request: BindRequest, permanent: KeyRecord): void {
  const message = Buffer.from(request.encryptedMessage);
  const invalid = (): never => {
    throw new RpcFailure(400, 'ENCRYPTED_MESSAGE_INVALID');
  };
  if (message.length !== 104 || !equalBytes(message.subarray(0, 8), permanent.idBytes)) return invalid();
  const msgKey = message.subarray(8, 24);
  const { key, iv } = messageAesV1(permanent.key, msgKey);
  const plain = igeDecrypt(key, iv, message.subarray(24));
  if (!equalBytes(sha1(plain.subarray(0, 72)).subarray(4, 20), msgKey)) return invalid();
  const reader = new WireReader(plain);
  reader.raw(16);
  const matches =
    reader.long() === request.msgId &&
    reader.int() === 0 &&
    reader.int() === 40 &&
    reader.id() === ID.bind_auth_key_inner &&
    reader.long() === request.nonce &&
    reader.long() === request.temporary.idBytes.readBigInt64LE(0) &&
    reader.long() === request.permAuthKeyId &&
    reader.long() === request.sessionId &&
    reader.int() === request.expiresAt;
  if (!matches) invalid();
}
