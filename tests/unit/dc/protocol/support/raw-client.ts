import { createPublicKey, publicEncrypt, constants, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { LocalDc } from '../../../../dc/index.ts';
import { ByteQueue } from '../../../../dc/protocol/byte-queue.ts';
import { igeDecrypt, igeEncrypt, messageAes, messageKeyLarge, sha1, sha256 } from '../../../../dc/protocol/crypto.ts';
import { DH_PRIME, fromBytes, modPow, toBytes, toMinimalBytes } from '../../../../dc/protocol/dh.ts';
import { framingFor } from '../../../../dc/protocol/framing.ts';
import type { Framing, FramingName } from '../../../../dc/protocol/framing.ts';
import { xor } from '../../../../dc/protocol/rsa.ts';
import { ID, WireReader, boxed, bytes, containerBody, int, long, readContainer } from '../../../../dc/protocol/wire.ts';
import type { PlainMessage } from '../../../../dc/protocol/wire.ts';

/** A client that does exactly what a test says, right or wrong. It is no example of a good one. */

const PREAMBLE: Record<FramingName, Buffer> = {
  abridged: Buffer.from('ef', 'hex'),
  intermediate: Buffer.from('eeeeeeee', 'hex'),
  padded: Buffer.from('dddddddd', 'hex'),
  full: Buffer.alloc(0),
};

export interface RawKey {
  key: Buffer;
  id: Buffer;
  salt: bigint;
}

/** One TCP connection with its framing. */
export class RawConnection {
  readonly framing: Framing;
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #queue = new ByteQueue();
  readonly #arrived: Buffer[] = [];
  #waiting: ((payload: Buffer | undefined) => void)[] = [];
  #ended = false;

  constructor(port: number, name: FramingName = 'intermediate') {
    this.framing = framingFor(name);
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.setNoDelay(true);
    this.#socket.on('error', () => undefined);
    this.#socket.write(PREAMBLE[name]);
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', () => {
        this.#ended = true;
        for (const wake of this.#waiting.splice(0)) wake(undefined);
        resolve();
      });
    });
    this.#socket.on('data', (chunk) => {
      this.#queue.push(chunk);
      for (let frame = this.framing.read(this.#queue); frame !== undefined; frame = this.framing.read(this.#queue)) {
        const wake = this.#waiting.shift();
        if (wake === undefined) this.#arrived.push(frame.payload);
        else wake(frame.payload);
      }
    });
  }

  send(payload: Buffer): void {
    for (const buffer of this.framing.write(payload)) this.#socket.write(buffer);
  }

  /** Takes the bytes that arrive next as they are, past the framing. */
  tap(take: (data: Buffer) => void): void {
    this.#socket.removeAllListeners('data');
    this.#socket.once('data', take);
  }

  raw(data: Buffer): void {
    this.#socket.write(data);
  }

  /** The next payload; undefined when the connection ends first. */
  receive(): Promise<Buffer | undefined> {
    const ready = this.#arrived.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#socket.destroy();
  }
}

let lastPlain = 0n;

export async function plainCall(connection: RawConnection, body: Buffer): Promise<Buffer> {
  lastPlain = (BigInt(Math.floor(Date.now() / 1000)) << 32n) + (((lastPlain & 0xffffffffn) + 4n) & 0xfffffffcn);
  connection.send(Buffer.concat([long(0n), long(lastPlain), int(body.length), body]));
  const payload = await connection.receive();
  if (payload === undefined) throw new Error('closed');
  if (payload.length === 4) throw new Error(`transport error ${payload.readInt32LE(0)}`);
  return payload.subarray(20, 20 + payload.readInt32LE(16));
}

export interface HandshakeTweaks {
  /** Replaces the inner data that goes into RSA_PAD. */
  inner?: (fields: Buffer[]) => Buffer;
  /** Changes the RSA block. */
  rsa?: (block: Buffer) => Buffer;
  /** PKCS#1 PEM of the key to trust instead of the DC's ordinary one. */
  publicKey?: string;
  /** Seals as before RSA_PAD: SHA1, data, padding. */
  legacyRsa?: boolean;
  p?: Buffer;
  retryId?: bigint;
  gB?: Buffer;
  serverNonce?: (nonce: Buffer) => Buffer;
}

function rsaPad(publicKey: string, data: Buffer): Buffer {
  const padded = Buffer.concat([data, randomBytes(192 - data.length)]);
  for (;;) {
    const tempKey = randomBytes(32);
    const withHash = Buffer.concat([Buffer.from(padded).reverse(), sha256(tempKey, padded)]);
    const sealed = igeEncrypt(tempKey, Buffer.alloc(32), withHash);
    const block = Buffer.concat([xor(tempKey, sha256(sealed)), sealed]);
    try {
      return publicEncrypt({ key: createPublicKey(publicKey), padding: constants.RSA_NO_PADDING }, block);
    } catch {
      // Not below the modulus: another temporary key.
    }
  }
}

function rsaLegacy(dc: LocalDc, data: Buffer): Buffer {
  const block = Buffer.concat([Buffer.alloc(1), sha1(data), data, randomBytes(235 - data.length)]);
  return publicEncrypt({ key: createPublicKey(dc.publicKey), padding: constants.RSA_NO_PADDING }, block);
}

function factor(pq: bigint): [bigint, bigint] {
  // Pollard's rho with a fixed polynomial and a fresh start when it fails.
  for (let c = 1n; ; c++) {
    let x = 2n;
    let y = 2n;
    let d = 1n;
    while (d === 1n) {
      x = (x * x + c) % pq;
      y = (y * y + c) % pq;
      y = (y * y + c) % pq;
      d = gcd(x > y ? x - y : y - x, pq);
    }
    if (d !== pq) return d < pq / d ? [d, pq / d] : [pq / d, d];
  }
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** A whole key exchange; `expiresIn` makes a temporary key. Throws when the server ends it. */
export async function makeKey(
  dc: LocalDc,
  connection: RawConnection,
  options: { dcId?: number; expiresIn?: number } & HandshakeTweaks = {},
): Promise<RawKey & { retries: number }> {
  const nonce = randomBytes(16);
  const resPq = new WireReader(await plainCall(connection, boxed(ID.req_pq_multi, nonce)));
  resPq.raw(20);
  const given = resPq.raw(16);
  const serverNonce = options.serverNonce?.(given) ?? given;
  const pq = resPq.string();
  const [p, q] = factor(fromBytes(pq)).map(toMinimalBytes) as [Buffer, Buffer];
  const fingerprint = resPq.longs()[0] ?? 0n;
  const newNonce = randomBytes(32);
  const fields = [bytes(pq), bytes(p), bytes(q), nonce, serverNonce, newNonce, int(options.dcId ?? 1)];
  const inner =
    options.inner?.(fields) ??
    (options.expiresIn === undefined
      ? boxed(ID.p_q_inner_data_dc, ...fields)
      : boxed(ID.p_q_inner_data_temp_dc, ...fields, int(options.expiresIn)));
  const sealedInner = options.legacyRsa === true ? rsaLegacy(dc, inner) : rsaPad(options.publicKey ?? dc.publicKey, inner);
  const block = options.rsa?.(sealedInner) ?? sealedInner;
  const request = boxed(ID.req_DH_params, nonce, serverNonce, bytes(options.p ?? p), bytes(q), long(fingerprint), bytes(block));
  const params = new WireReader(await plainCall(connection, request));
  params.raw(36);
  const sealed = params.string();
  const second = sha1(serverNonce, newNonce);
  const tmpKey = Buffer.concat([sha1(newNonce, serverNonce), second.subarray(0, 12)]);
  const tmpIv = Buffer.concat([second.subarray(12), sha1(newNonce, newNonce), newNonce.subarray(0, 4)]);
  const answer = new WireReader(igeDecrypt(tmpKey, tmpIv, sealed));
  answer.raw(20 + 4 + 32 + 4);
  answer.string();
  const gA = fromBytes(answer.string());
  let retryId = 0n;
  for (let retries = 0; ; retries++) {
    const b = fromBytes(randomBytes(256));
    const gB = options.gB ?? toMinimalBytes(modPow(3n, b, DH_PRIME));
    const key = toBytes(modPow(gA, b, DH_PRIME), 256);
    const data = boxed(ID.client_DH_inner_data, nonce, serverNonce, long(options.retryId ?? retryId), bytes(gB));
    const plain = Buffer.concat([sha1(data), data, randomBytes((16 - ((20 + data.length) % 16)) % 16)]);
    const finish = boxed(ID.set_client_DH_params, nonce, serverNonce, bytes(igeEncrypt(tmpKey, tmpIv, plain)));
    const result = new WireReader(await plainCall(connection, finish));
    const id = result.id();
    result.raw(32);
    const n = id === ID.dh_gen_ok ? 1 : id === ID.dh_gen_retry ? 2 : 3;
    const aux = sha1(key).subarray(0, 8);
    if (!sha1(newNonce, Buffer.from([n]), aux).subarray(4, 20).equals(result.raw(16))) throw new Error('new_nonce_hash');
    if (n === 3) throw new Error('dh_gen_fail');
    if (n === 2) {
      retryId = aux.readBigInt64LE(0);
      continue;
    }
    const salt = xor(newNonce.subarray(0, 8), serverNonce.subarray(0, 8)).readBigInt64LE(0);
    return { key, id: sha1(key).subarray(12), salt, retries };
  }
}

export interface ServerMessage extends PlainMessage {
  /** Constructor id of the body. */
  id: number;
  container?: bigint;
}

/** A session over a raw connection. Ids and sequence numbers are right unless a test gives its own. */
export class RawSession {
  salt: bigint;
  sessionId = randomBytes(8).readBigInt64LE(0);
  readonly key: RawKey;
  connection: RawConnection;
  /** Added to the clock that message ids are made from, in seconds. */
  clockOffset = 0;
  #content = 0;
  #last = 0n;
  #arrived: ServerMessage[] = [];

  constructor(connection: RawConnection, key: RawKey) {
    this.connection = connection;
    this.key = key;
    this.salt = key.salt;
  }

  nextId(): bigint {
    const now = BigInt(Math.floor((Date.now() / 1000 + this.clockOffset) * 1024)) << 22n;
    this.#last = now > this.#last ? now : this.#last + 4n;
    return this.#last;
  }

  /** Ids from now on are higher than this one. */
  skipTo(id: bigint): void {
    if (id > this.#last) this.#last = id & ~3n;
  }

  message(body: Buffer, contentRelated = true): PlainMessage {
    const seqNo = this.#content * 2 + (contentRelated ? 1 : 0);
    if (contentRelated) this.#content++;
    return { msgId: this.nextId(), seqNo, body };
  }

  container(members: readonly PlainMessage[]): PlainMessage {
    return { msgId: this.nextId(), seqNo: this.#content * 2, body: containerBody(members) };
  }

  /** Sends `body` as the next message. */
  send(body: Buffer, contentRelated = true): PlainMessage {
    const message = this.message(body, contentRelated);
    this.sendMessage(message);
    return message;
  }

  sendMessage(message: PlainMessage, tweaks: { padding?: number; corrupt?: boolean; length?: number } = {}): void {
    const minimum = tweaks.padding ?? 12;
    const padding = minimum + ((16 - ((32 + message.body.length + minimum) % 16)) % 16);
    const plain = Buffer.concat([
      long(this.salt),
      long(this.sessionId),
      long(message.msgId),
      int(message.seqNo),
      int(tweaks.length ?? message.body.length),
      message.body,
      randomBytes(tweaks.padding === 0 ? 0 : padding),
    ]);
    const msgKey = messageKeyLarge(this.key.key, plain, 'client').subarray(8, 24);
    const { key, iv } = messageAes(this.key.key, msgKey, 'client');
    const packet = Buffer.concat([this.key.id, msgKey, igeEncrypt(key, iv, plain)]);
    if (tweaks.corrupt === true) packet[30] = (packet[30] as number) ^ 1;
    this.connection.send(packet);
  }

  /** The next message of the server, containers opened. Throws when the connection ends or a transport error comes. */
  async next(): Promise<ServerMessage> {
    for (;;) {
      const ready = this.#arrived.shift();
      if (ready !== undefined) return ready;
      const payload = await this.connection.receive();
      if (payload === undefined) throw new Error('closed');
      if (payload.length === 4) throw new Error(`transport error ${payload.readInt32LE(0)}`);
      this.#open(payload);
    }
  }

  /** The next message of one kind, all others being skipped. */
  async nextOf(id: number): Promise<ServerMessage> {
    for (;;) {
      const message = await this.next();
      if (message.id === id) return message;
    }
  }

  /** The body of the `rpc_result` for a message. */
  async result(message: PlainMessage): Promise<Buffer> {
    for (;;) {
      const { body } = await this.nextOf(ID.rpc_result);
      if (body.readBigInt64LE(4) === message.msgId) return body.subarray(12);
    }
  }

  call(body: Buffer): Promise<Buffer> {
    return this.result(this.send(body));
  }

  #open(payload: Buffer): void {
    const msgKey = payload.subarray(8, 24);
    const { key, iv } = messageAes(this.key.key, msgKey, 'server');
    const plain = igeDecrypt(key, iv, payload.subarray(24, payload.length - ((payload.length - 24) % 16)));
    const msgId = plain.readBigInt64LE(16);
    const body = plain.subarray(32, 32 + plain.readInt32LE(28));
    const outer = { msgId, seqNo: plain.readInt32LE(24), body, id: body.readUInt32LE(0) };
    if (outer.id !== ID.msg_container) {
      this.#arrived.push(outer);
      return;
    }
    for (const inner of readContainer(body)) this.#arrived.push({ ...inner, id: inner.body.readUInt32LE(0), container: msgId });
  }
}
