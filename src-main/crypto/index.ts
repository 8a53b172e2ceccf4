/** Cryptographic primitives of MTProto. Every file names what it needs from the runtime's crypto library. */
export {
  bigIntToBytes,
  bytesToBigInt,
  concat,
  equalConstantTime,
  int64Bytes,
  readInt64,
  readUint64,
  wipe,
  xor,
} from './bytes.ts';
export { BulkThread } from './bulk/bulk-thread.ts';
export type { BulkCipher, Masked } from './bulk/types.ts';
export { CtrStream } from './ctr-stream.ts';
export type { Keystream } from './ctr-stream.ts';
export { DhCheckError, DhChecker, isPublicValueSafe, knownPrimeHex } from './dh.ts';
export { hmacSha256, md5, sha1, sha256 } from './hash.ts';
export { igeDecrypt, igeEncrypt } from './ige.ts';
export {
  authKeyAuxHash,
  authKeyId,
  handshakeKeyIv,
  messageKey,
  messageKeyIv,
  messageKeyIvV1,
  messageKeyLarge,
  messageKeyV1,
  newNonceHash,
  quickAckToken,
} from './kdf.ts';
export type { AesKeyIv, Direction } from './kdf.ts';
export { modPow, secretModPow } from './mod-pow.ts';
export { decryptInPlace, encryptInPlace, packetHeader } from './packet-body.ts';
export { FactorisationError, factorize } from './pq.ts';
export { isPrime, millerRabin } from './primality.ts';
export { createSystemRandom } from './random.ts';
export type { RandomBytes } from './random.ts';
export { parseRsaPublicKey, rsaPad } from './rsa.ts';
export type { RsaPublicKey } from './rsa.ts';
export { x25519PublicKey } from './x25519.ts';
