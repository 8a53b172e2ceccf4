import { randomBytes, randomInt } from 'node:crypto';
import type { Faults } from '../faults.ts';
import { authKeyIdOf, auxHashOf, equalBytes, igeDecrypt, igeEncrypt, sha1 } from './crypto.ts';
import { DH_PRIME, DhSecret, fromBytes, isSafePublicValue, toBytes, toMinimalBytes } from './dh.ts';
import { corruptAnswer, corruptInner } from './handshake-faults.ts';
import type { ServerRsaKey } from './rsa.ts';
import { xor } from './rsa.ts';
import { ID, WireError, WireReader, boxed, bytes, int, longVector } from './wire.ts';

/** A key that a client has just made. */
export interface NewAuthKey {
  key: Buffer;
  id: Buffer;
  salt: bigint;
  /** Lifetime in seconds for a temporary key. */
  expiresIn?: number;
}

export interface HandshakeContext {
  dcId: number;
  /** 3, 4 or 7: the others do not fit the prime. */
  generator: number;
  rsa: ServerRsaKey;
  /** A CDN DC: its clients make temporary keys only. */
  cdn: boolean;
  faults: Faults;
  now(): number;
  /** Whether this DC already has a key with that id: then the client must try again. */
  hasKey(id: Buffer): boolean;
  keyMade(key: NewAuthKey): void;
  /** The client sealed its inner data as it was done before RSA_PAD. */
  noteLegacyRsa(): void;
  notePermanentAtCdn(): void;
}

/** The client broke the rules of the key exchange; answered by the transport error -404. */
export class HandshakeError extends Error {
  readonly rule: string;

  constructor(rule: string, detail: string) {
    super(detail);
    this.rule = rule;
  }
}

interface Started {
  nonce: Buffer;
  serverNonce: Buffer;
  p: bigint;
  q: bigint;
}

interface Exchange extends Started {
  newNonce: Buffer;
  expiresIn?: number;
  tmpKey: Buffer;
  tmpIv: Buffer;
  secret: DhSecret;
  /** aux_hash of the last refused key, which the next try must name. */
  retryId: bigint;
  retries: number;
}

/** The key exchange of core.telegram.org/mtproto/auth_key from the server's side, for one connection. */
export class Handshake {
  readonly #context: HandshakeContext;
  #started: Started | undefined;
  #exchange: Exchange | undefined;

  constructor(context: HandshakeContext) {
    this.#context = context;
  }

  /** Takes one unencrypted body, returns the answer's body. Throws HandshakeError. */
  handle(body: Buffer): Buffer {
    try {
      const reader = new WireReader(body);
      const id = reader.id();
      if (id === ID.req_pq_multi || id === ID.req_pq) return this.#start(reader);
      if (id === ID.req_DH_params) return this.#params(reader);
      if (id === ID.set_client_DH_params) return this.#finish(reader);
      throw new HandshakeError('handshake-message', `unexpected ${id.toString(16)}`);
    } catch (error) {
      if (error instanceof WireError) throw new HandshakeError('handshake-message', error.message);
      throw error;
    }
  }

  #start(reader: WireReader): Buffer {
    const nonce = reader.raw(16);
    const [p, q] = twoPrimes();
    this.#started = { nonce, serverNonce: randomBytes(16), p, q };
    this.#exchange = undefined;
    const fault = this.#fault('resPQ');
    const { serverNonce } = this.#started;
    const product = fault === 'pq-prime' ? LARGE_PRIME : p * q;
    const number = fault === 'pq-too-long' ? toBytes(product, 9) : toMinimalBytes(product);
    const fingerprint = fault === 'fingerprint' ? this.#context.rsa.fingerprint ^ 1n : this.#context.rsa.fingerprint;
    const fingerprints = fault === 'no-fingerprint' ? [] : [fingerprint];
    const answer = boxed(ID.resPQ, nonce, serverNonce, bytes(number), longVector(fingerprints));
    return corruptAnswer(answer, fault);
  }

  #params(reader: WireReader): Buffer {
    const started = this.#started;
    const nonce = reader.raw(16);
    const serverNonce = reader.raw(16);
    if (started === undefined) throw new HandshakeError('handshake-order', 'req_DH_params before req_pq_multi');
    checkNonces(started, nonce, serverNonce);
    const p = reader.string();
    const q = reader.string();
    if (!p.equals(toMinimalBytes(started.p)) || !q.equals(toMinimalBytes(started.q))) {
      throw new HandshakeError('pq-factors', 'p and q are not the factors, smaller first, as minimal big-endian numbers');
    }
    if (reader.long() !== this.#context.rsa.fingerprint) throw new HandshakeError('fingerprint', 'unknown RSA key');
    const opened = this.#context.rsa.open(reader.string());
    if (opened === undefined) throw new HandshakeError('rsa-pad', 'encrypted_data is not RSA_PAD of anything');
    const inner = this.#readInner(started, opened.data, opened.sha1);

    const { newNonce } = inner;
    const first = sha1(newNonce, started.serverNonce);
    const second = sha1(started.serverNonce, newNonce);
    const tmpKey = Buffer.concat([first, second.subarray(0, 12)]);
    const tmpIv = Buffer.concat([second.subarray(12, 20), sha1(newNonce, newNonce), newNonce.subarray(0, 4)]);
    const { generator } = this.#context;
    let secret = new DhSecret(generator);
    while (!isSafePublicValue(secret.public, DH_PRIME)) secret = new DhSecret(generator);
    this.#exchange = { ...started, ...inner, tmpKey, tmpIv, secret, retryId: 0n, retries: 0 };

    const fault = this.#fault('server_DH_params_ok');
    const numbers = corruptInner({ nonce, serverNonce, g: generator, prime: toBytes(DH_PRIME, 256), gA: toBytes(secret.public, 256) }, fault);
    const answer = boxed(
      fault === 'inner-constructor' ? ID.client_DH_inner_data : ID.server_DH_inner_data,
      numbers.nonce,
      numbers.serverNonce,
      int(numbers.g),
      bytes(numbers.prime),
      bytes(numbers.gA),
      int(Math.floor(this.#context.now())),
    );
    const hash = fault === 'answer-hash' ? randomBytes(20) : sha1(answer);
    const padding = (16 - ((20 + answer.length) % 16)) % 16;
    const plain = Buffer.concat([hash, answer, randomBytes(fault === 'padding' ? padding + 16 : padding)]);
    const sealed = igeEncrypt(tmpKey, tmpIv, plain);
    const cut = fault === 'answer-length' ? sealed.subarray(0, sealed.length - 4) : fault === 'answer-empty' ? Buffer.alloc(0) : sealed;
    return corruptAnswer(boxed(ID.server_DH_params_ok, nonce, serverNonce, bytes(cut)), fault);
  }

  #readInner(started: Started, data: Buffer, legacyHash: Buffer | undefined): { newNonce: Buffer; expiresIn?: number } {
    const reader = new WireReader(data);
    const id = reader.id();
    if (legacyHash !== undefined && !INNER_DATA.has(id)) throw new HandshakeError('rsa-pad', 'encrypted_data cannot be opened');
    const withDc = id === ID.p_q_inner_data_dc || id === ID.p_q_inner_data_temp_dc;
    const temporary = id === ID.p_q_inner_data_temp || id === ID.p_q_inner_data_temp_dc;
    if (!withDc && !temporary && id !== ID.p_q_inner_data) throw new HandshakeError('inner-data', 'unknown inner data');
    if (fromBytes(reader.string()) !== started.p * started.q) throw new HandshakeError('inner-data', 'another pq inside');
    if (fromBytes(reader.string()) !== started.p || fromBytes(reader.string()) !== started.q) {
      throw new HandshakeError('inner-data', 'other factors inside');
    }
    checkNonces(started, reader.raw(16), reader.raw(16));
    const newNonce = Buffer.from(reader.raw(32));
    if (withDc) {
      const dc = reader.int();
      const { dcId } = this.#context;
      if (![dcId, -dcId, dcId + 10_000, -(dcId + 10_000)].includes(dc)) {
        throw new HandshakeError('inner-data', `made for DC ${dc}, sent to DC ${dcId}`);
      }
      if (dc < 0 && !temporary) throw new HandshakeError('inner-data', 'a permanent key made as for a media endpoint');
    }
    const expiresIn = temporary ? reader.int() : undefined;
    if (this.#context.cdn && !temporary) this.#context.notePermanentAtCdn();
    if (legacyHash !== undefined) {
      if (!equalBytes(sha1(data.subarray(0, reader.offset)), legacyHash)) throw new HandshakeError('rsa-pad', 'wrong SHA1');
      this.#context.noteLegacyRsa();
    }
    if (expiresIn !== undefined && expiresIn <= 0) throw new HandshakeError('inner-data', `lifetime of ${expiresIn} s`);
    return expiresIn === undefined ? { newNonce } : { newNonce, expiresIn };
  }

  #finish(reader: WireReader): Buffer {
    const exchange = this.#exchange;
    const nonce = reader.raw(16);
    const serverNonce = reader.raw(16);
    if (exchange === undefined) throw new HandshakeError('handshake-order', 'set_client_DH_params before req_DH_params');
    checkNonces(exchange, nonce, serverNonce);
    const sealed = reader.string();
    if (sealed.length === 0 || sealed.length % 16 !== 0) throw new HandshakeError('client-dh', `${sealed.length} bytes`);
    const gB = this.#readClientInner(exchange, igeDecrypt(exchange.tmpKey, exchange.tmpIv, sealed));
    const key = exchange.secret.keyWith(gB);
    const id = authKeyIdOf(key);
    const aux = auxHashOf(key);

    const fault = this.#fault('dh_gen');
    const proof = (n: number): Buffer => {
      if (fault === 'new-nonce-hash' || fault === 'retry-hash' || fault === 'fail-hash') return randomBytes(16);
      return sha1(exchange.newNonce, Buffer.from([fault === 'hash-of-retry' ? 2 : n]), aux).subarray(4, 20);
    };
    if (fault === 'retry-hash') return boxed(ID.dh_gen_retry, nonce, serverNonce, proof(2));
    if (fault === 'dh-gen-fail' || fault === 'fail-hash') {
      this.#exchange = undefined;
      return boxed(ID.dh_gen_fail, nonce, serverNonce, proof(3));
    }
    if (fault === 'dh-gen-retry' || this.#context.hasKey(id)) {
      exchange.retryId = aux.readBigInt64LE(0);
      exchange.retries++;
      return boxed(ID.dh_gen_retry, nonce, serverNonce, proof(2));
    }
    const answer = corruptAnswer(boxed(ID.dh_gen_ok, nonce, serverNonce, proof(1)), fault);
    this.#started = undefined;
    this.#exchange = undefined;
    const salt = xor(exchange.newNonce.subarray(0, 8), exchange.serverNonce.subarray(0, 8)).readBigInt64LE(0);
    this.#context.keyMade({
      key,
      id,
      salt,
      ...(exchange.expiresIn === undefined ? {} : { expiresIn: exchange.expiresIn }),
    });
    return answer;
  }

  #readClientInner(exchange: Exchange, plain: Buffer): bigint {
    const reader = new WireReader(plain);
    const hash = reader.raw(20);
    const start = reader.offset;
    if (reader.id() !== ID.client_DH_inner_data) throw new HandshakeError('client-dh', 'cannot be decrypted');
    const nonce = reader.raw(16);
    const serverNonce = reader.raw(16);
    const retryId = reader.long();
    const gB = fromBytes(reader.string());
    if (!equalBytes(sha1(plain.subarray(start, reader.offset)), hash)) throw new HandshakeError('client-dh', 'wrong SHA1');
    if (reader.left > 15) throw new HandshakeError('client-dh', `${reader.left} bytes of padding`);
    checkNonces(exchange, nonce, serverNonce);
    if (retryId !== exchange.retryId) throw new HandshakeError('retry-id', 'retry_id does not name the refused key');
    if (!isSafePublicValue(gB, DH_PRIME)) throw new HandshakeError('client-dh', 'g_b is out of the safe range');
    return gB;
  }

  #fault(step: 'resPQ' | 'server_DH_params_ok' | 'dh_gen'): string | undefined {
    return this.#context.faults.handshake(this.#context.dcId, step);
  }
}

const INNER_DATA = new Set<number>([ID.p_q_inner_data, ID.p_q_inner_data_dc, ID.p_q_inner_data_temp, ID.p_q_inner_data_temp_dc]);
/** 2^61 - 1, a prime: a pq that cannot be factored. */
const LARGE_PRIME = 2305843009213693951n;

function checkNonces(expected: { nonce: Buffer; serverNonce: Buffer }, nonce: Buffer, serverNonce: Buffer): void {
  if (!equalBytes(expected.nonce, nonce)) throw new HandshakeError('nonce', 'another nonce');
  if (!equalBytes(expected.serverNonce, serverNonce)) throw new HandshakeError('server-nonce', 'another server_nonce');
}

/** Two different primes of 31 bits, smaller first: their product stays below 2^63. */
function twoPrimes(): [bigint, bigint] {
  const one = randomPrime();
  let other = randomPrime();
  while (other === one) other = randomPrime();
  return one < other ? [BigInt(one), BigInt(other)] : [BigInt(other), BigInt(one)];
}

function randomPrime(): number {
  for (;;) {
    const candidate = randomInt(2 ** 30, 2 ** 31) | 1;
    if (isPrime(candidate)) return candidate;
  }
}

function isPrime(candidate: number): boolean {
  for (let divisor = 3; divisor * divisor <= candidate; divisor += 2) if (candidate % divisor === 0) return false;
  return true;
}
