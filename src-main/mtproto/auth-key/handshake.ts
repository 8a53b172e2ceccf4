import { decode, encode, TlError, type tl } from '#tl';
import {
  authKeyAuxHash,
  bigIntToBytes,
  bytesToBigInt,
  concat,
  DhCheckError,
  equalConstantTime,
  FactorisationError,
  factorize,
  handshakeKeyIv,
  igeDecrypt,
  igeEncrypt,
  isPublicValueSafe,
  newNonceHash,
  readInt64,
  rsaPad,
  secretModPow,
  sha1,
  wipe,
  xor,
  type AesKeyIv,
  type DhChecker,
  type RandomBytes,
  type RsaPublicKey,
} from '../../crypto/index.ts';
import { HandshakeError, type PlainChannel } from './plain-channel.ts';

export interface HandshakeOptions {
  channel: PlainChannel;
  /** The DC id that the server must see: +10000 on test servers. */
  dc: number;
  /** The keys of this environment; no other key is ever used. */
  publicKeys: readonly RsaPublicKey[];
  checker: DhChecker;
  random: RandomBytes;
  /** Makes a temporary key that the server forgets after so many seconds. */
  expiresIn?: number | undefined;
}

/** A new authorization key. `salt` is the first server salt, `serverTime` the server's clock in unix seconds. */
export interface CreatedAuthKey {
  key: Uint8Array;
  salt: bigint;
  serverTime: number;
}

const maximumRetries = 5;

/** The server offers no key that is known here; for a CDN DC that means that its keys have changed. */
export class UnknownServerKeyError extends HandshakeError {
  constructor() {
    super('No known server key');
  }
}

/**
 * Creates an authorization key, permanent or temporary (core.telegram.org/mtproto/auth_key) with every check of
 * core.telegram.org/mtproto/security_guidelines.
 * @throws HandshakeError when the server's answers do not hold up; every secret of the attempt is wiped
 */
export async function createAuthKey(options: HandshakeOptions): Promise<CreatedAuthKey> {
  const exchange = new Handshake(options);
  try {
    return await exchange.run();
  } catch (error) {
    if (error instanceof TlError || error instanceof DhCheckError || error instanceof FactorisationError) {
      throw new HandshakeError(`Key exchange refused: ${error.message}`);
    }
    throw error;
  } finally {
    exchange.wipe();
  }
}

class Handshake {
  readonly #options: HandshakeOptions;
  readonly #nonce: Uint8Array;
  readonly #newNonce: Uint8Array;
  #serverNonce = new Uint8Array(16);
  #temporary: AesKeyIv | undefined;

  constructor(options: HandshakeOptions) {
    this.#options = options;
    this.#nonce = options.random(16);
    this.#newNonce = options.random(32);
  }

  async run(): Promise<CreatedAuthKey> {
    const resPq = await this.#requestPq();
    const params = await this.#requestDhParams(resPq);
    const inner = this.#openAnswer(params.encryptedAnswer);
    await this.#options.checker.checkGroup(inner.dhPrime, inner.g);
    if (!isPublicValueSafe(inner.gA, inner.dhPrime)) throw new HandshakeError('g_a is out of range');
    const key = await this.#agree(inner);
    const salt = readInt64(xor(this.#newNonce.subarray(0, 8), this.#serverNonce.subarray(0, 8)), 0);
    return { key, salt, serverTime: inner.serverTime };
  }

  wipe(): void {
    wipe(this.#nonce, this.#newNonce, this.#serverNonce, this.#temporary?.key, this.#temporary?.iv);
  }

  async #requestPq(): Promise<tl.mt_resPQ> {
    const answer = await this.#request({ _: 'mt_req_pq_multi', nonce: this.#nonce });
    if (answer._ !== 'mt_resPQ') throw new HandshakeError('Unexpected answer to req_pq_multi');
    this.#expect(answer.nonce, this.#nonce, 'nonce');
    this.#serverNonce = Uint8Array.from(answer.serverNonce);
    return answer;
  }

  async #requestDhParams(resPq: tl.mt_resPQ): Promise<tl.mt_server_DH_params_ok> {
    const { dc, expiresIn, publicKeys, random } = this.#options;
    const known = (fingerprint: bigint): RsaPublicKey | undefined => publicKeys.find((key) => key.fingerprint === fingerprint);
    const fingerprint = resPq.serverPublicKeyFingerprints.find((candidate) => known(candidate) !== undefined);
    const publicKey = fingerprint === undefined ? undefined : known(fingerprint);
    if (publicKey === undefined) throw new UnknownServerKeyError();
    if (resPq.pq.length > 8) throw new HandshakeError('pq is out of range');
    const factors = factorize(bytesToBigInt(resPq.pq));
    const [p, q] = [bigIntToBytes(factors.p), bigIntToBytes(factors.q)];
    const inner = { pq: resPq.pq, p, q, nonce: this.#nonce, serverNonce: this.#serverNonce, newNonce: this.#newNonce, dc };
    const data = encode(
      expiresIn === undefined ? { _: 'mt_p_q_inner_data_dc', ...inner } : { _: 'mt_p_q_inner_data_temp_dc', ...inner, expiresIn },
    );
    const encryptedData = rsaPad(data, publicKey, random);
    wipe(data);
    const answer = await this.#request({
      _: 'mt_req_DH_params',
      nonce: this.#nonce,
      serverNonce: this.#serverNonce,
      p,
      q,
      publicKeyFingerprint: publicKey.fingerprint,
      encryptedData,
    });
    if (answer._ !== 'mt_server_DH_params_ok') throw new HandshakeError('Unexpected answer to req_DH_params');
    this.#expectNonces(answer);
    return answer;
  }

  /** Decrypts and checks `server_DH_inner_data`. */
  #openAnswer(encrypted: Uint8Array): tl.mt_server_DH_inner_data {
    if (encrypted.length % 16 !== 0 || encrypted.length < 32) throw new HandshakeError('The DH answer has a wrong length');
    this.#temporary = handshakeKeyIv(this.#newNonce, this.#serverNonce);
    const opened = igeDecrypt(encrypted, this.#temporary.key, this.#temporary.iv);
    const body = opened.subarray(20);
    const inner = decode(body, { allowTrailing: true });
    if (inner._ !== 'mt_server_DH_inner_data') throw new HandshakeError('Unexpected DH answer');
    // TL has one form for each value, so encoding it again tells where the answer ends and the padding starts.
    const { length } = encode(inner);
    if (body.length - length >= 16 || body.length < length) throw new HandshakeError('The DH answer has a wrong padding');
    if (!equalConstantTime(sha1(body.subarray(0, length)), opened.subarray(0, 20))) {
      throw new HandshakeError('The DH answer has a wrong hash');
    }
    this.#expectNonces(inner);
    wipe(opened);
    return inner;
  }

  /** Sends our half of the exchange, with another secret whenever the server asks for it; the agreed key. */
  async #agree(inner: tl.mt_server_DH_inner_data): Promise<Uint8Array> {
    let retryId = 0n;
    for (let attempt = 0; attempt <= maximumRetries; attempt++) {
      const { gB, key } = await this.#halfExchange(inner);
      const auxHash = authKeyAuxHash(key);
      let accepted = false;
      try {
        const answer = await this.#request({
          _: 'mt_set_client_DH_params',
          nonce: this.#nonce,
          serverNonce: this.#serverNonce,
          encryptedData: this.#sealClientData(retryId, gB),
        });
        accepted = this.#checkVerdict(answer, auxHash);
        if (accepted) return key;
      } finally {
        if (!accepted) wipe(key);
      }
      retryId = readInt64(auxHash, 0);
    }
    throw new HandshakeError('The server refused every key');
  }

  async #halfExchange(inner: tl.mt_server_DH_inner_data): Promise<{ gB: Uint8Array; key: Uint8Array }> {
    for (;;) {
      const secret = this.#options.random(256);
      try {
        const gB = await secretModPow(Uint8Array.of(inner.g), secret, inner.dhPrime);
        // Practically never: g_b has to lie in the same range as g_a.
        if (isPublicValueSafe(gB, inner.dhPrime)) return { gB, key: await secretModPow(inner.gA, secret, inner.dhPrime) };
      } finally {
        wipe(secret);
      }
    }
  }

  #sealClientData(retryId: bigint, gB: Uint8Array): Uint8Array {
    if (this.#temporary === undefined) throw new HandshakeError('No temporary key');
    const data = encode({
      _: 'mt_client_DH_inner_data',
      nonce: this.#nonce,
      serverNonce: this.#serverNonce,
      retryId,
      gB,
    });
    const hashed = concat(sha1(data), data);
    const padded = concat(hashed, this.#options.random((16 - (hashed.length % 16)) % 16));
    return igeEncrypt(padded, this.#temporary.key, this.#temporary.iv);
  }

  /** Whether the server took the key; false when it wants another one. */
  #checkVerdict(answer: tl.TlObject, auxHash: Uint8Array): boolean {
    const hash = (kind: 1 | 2 | 3): Uint8Array => newNonceHash(this.#newNonce, kind, auxHash);
    switch (answer._) {
      case 'mt_dh_gen_ok':
        this.#expectNonces(answer);
        this.#expect(answer.newNonceHash1, hash(1), 'new_nonce_hash');
        return true;
      case 'mt_dh_gen_retry':
        this.#expectNonces(answer);
        this.#expect(answer.newNonceHash2, hash(2), 'new_nonce_hash');
        return false;
      case 'mt_dh_gen_fail':
        this.#expectNonces(answer);
        this.#expect(answer.newNonceHash3, hash(3), 'new_nonce_hash');
        throw new HandshakeError('The server refused the key');
      default:
        throw new HandshakeError('Unexpected answer to set_client_DH_params');
    }
  }

  async #request(method: tl.TlMethod): Promise<tl.TlObject> {
    return decode(await this.#options.channel.request(encode(method)), { allowTrailing: true });
  }

  #expectNonces(answer: { nonce: Uint8Array; serverNonce: Uint8Array }): void {
    this.#expect(answer.nonce, this.#nonce, 'nonce');
    this.#expect(answer.serverNonce, this.#serverNonce, 'server_nonce');
  }

  #expect(actual: Uint8Array, expected: Uint8Array, what: string): void {
    if (!equalConstantTime(actual, expected)) throw new HandshakeError(`Wrong ${what}`);
  }
}
