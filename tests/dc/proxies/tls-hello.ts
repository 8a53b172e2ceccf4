import { createHmac, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { ProxyViolation } from './proxy-server.ts';

/** What a ClientHello says, as far as a proxy and a suspicious observer look at it. */
export interface ParsedHello {
  /** The whole random field, as sent. */
  random: Buffer;
  sessionId: Buffer;
  cipherSuites: number[];
  /** Types in the order in which they came. */
  extensions: number[];
  serverName: string;
  protocols: string[];
  groups: number[];
  signatures: number[];
  keyShares: Map<number, Buffer>;
  versions: number[];
}

const isGrease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 0xff);

class Cursor {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#offset === this.#bytes.length;
  }

  bytes(count: number): Buffer {
    if (this.#offset + count > this.#bytes.length) throw new ProxyViolation('the ClientHello is cut short');
    this.#offset += count;
    return this.#bytes.subarray(this.#offset - count, this.#offset);
  }

  number(size: number): number {
    return this.bytes(size).readUIntBE(0, size);
  }

  vector(lengthSize: number): Cursor {
    return new Cursor(this.bytes(this.number(lengthSize)));
  }

  rest(): Buffer {
    return this.bytes(this.#bytes.length - this.#offset);
  }

  numbers(): number[] {
    const all: number[] = [];
    while (!this.done) all.push(this.number(2));
    return all;
  }

  end(): void {
    if (!this.done) throw new ProxyViolation('there are bytes behind a field of the ClientHello');
  }
}

/** Takes a record with a ClientHello apart (RFC 8446 section 4.1.2). Any byte that does not belong there is a violation. */
export function parseClientHello(record: Buffer): ParsedHello {
  const outer = new Cursor(record);
  if (outer.number(1) !== 0x16 || outer.number(2) !== 0x0301) throw new ProxyViolation('not a TLS handshake record');
  const message = outer.vector(2);
  outer.end();
  if (message.number(1) !== 1) throw new ProxyViolation('not a ClientHello');
  const hello = message.vector(3);
  message.end();
  if (hello.number(2) !== 0x0303) throw new ProxyViolation('an unknown legacy version');
  const random = hello.bytes(32);
  const sessionId = hello.vector(1).rest();
  const cipherSuites = hello.vector(2).numbers();
  if (!hello.vector(1).rest().equals(Buffer.of(0))) throw new ProxyViolation('wrong compression methods');
  const list = hello.vector(2);
  hello.end();
  const parsed: ParsedHello = { random, sessionId, cipherSuites, extensions: [], serverName: '', protocols: [], groups: [], signatures: [], keyShares: new Map(), versions: [] };
  while (!list.done) {
    const type = list.number(2);
    if (parsed.extensions.includes(type)) throw new ProxyViolation('an extension comes twice');
    parsed.extensions.push(type);
    readExtension(type, list.vector(2), parsed);
  }
  return parsed;
}

function readExtension(type: number, body: Cursor, hello: ParsedHello): void {
  switch (type) {
    case 0x0000: {
      const names = body.vector(2);
      if (names.number(1) !== 0) throw new ProxyViolation('not a host name');
      hello.serverName = names.vector(2).rest().toString('latin1');
      names.end();
      break;
    }
    case 0x000a:
      hello.groups = body.vector(2).numbers();
      break;
    case 0x000d:
      hello.signatures = body.vector(2).numbers();
      break;
    case 0x0010: {
      const names = body.vector(2);
      while (!names.done) hello.protocols.push(names.vector(1).rest().toString('latin1'));
      break;
    }
    case 0x002b:
      hello.versions = body.vector(1).numbers();
      break;
    case 0x0033: {
      const shares = body.vector(2);
      while (!shares.done) hello.keyShares.set(shares.number(2), shares.vector(2).rest());
      break;
    }
    default:
      body.rest();
  }
  body.end();
}

/** Makes the checks of a careful TLS server and of the proxy; throws what does not hold. */
export function checkHello(record: Buffer, hello: ParsedHello, secret: Buffer, domain: string, unixTime: number, skew: number): void {
  const blank = Buffer.from(record);
  blank.fill(0, 11, 43);
  const expected = createHmac('sha256', secret).update(blank).digest();
  if (!timingSafeEqual(expected.subarray(0, 28), hello.random.subarray(0, 28))) throw new ProxyViolation('the client does not know the secret');
  const time = (expected.readUInt32LE(28) ^ hello.random.readUInt32LE(28)) >>> 0;
  if (Math.abs(time - unixTime) > skew) throw new ProxyViolation('the clock of the client is wrong');
  if (hello.serverName !== domain) throw new ProxyViolation('another server name');
  if (hello.sessionId.length !== 32) throw new ProxyViolation('no session id of 32 bytes');
  if (!isGrease(hello.cipherSuites[0] ?? 0) || !hello.cipherSuites.includes(0x1301)) throw new ProxyViolation('odd cipher suites');
  if (!hello.versions.includes(0x0304)) throw new ProxyViolation('no TLS 1.3');
  for (const [group, key] of hello.keyShares) {
    if (!hello.groups.includes(group)) throw new ProxyViolation('a key share of a group that is not offered');
    checkKey(group, key);
  }
}

function checkKey(group: number, key: Buffer): void {
  if (group === 0x001d) checkX25519(key);
  else if (group === 0x11ec) {
    if (key.length !== 1184 + 32) throw new ProxyViolation('a hybrid key of a wrong length');
    for (let offset = 0; offset < 1152; offset += 3) {
      const three = key.readUIntLE(offset, 3);
      if ((three & 0xfff) >= 3329 || three >>> 12 >= 3329) throw new ProxyViolation('not a key of ML-KEM');
    }
    checkX25519(key.subarray(1184));
  }
}

/** A point of the curve itself, not of its twist, and not of small order: its order is asked by a multiplication in a real library. */
function checkX25519(key: Buffer): void {
  if (key.length !== 32) throw new ProxyViolation('an X25519 key of a wrong length');
  if (!isOnCurve25519(key)) throw new ProxyViolation('an X25519 key that is not on the curve');
  const theirs = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), key]), format: 'der', type: 'spki' });
  diffieHellman({ privateKey: generateKeyPairSync('x25519').privateKey, publicKey: theirs });
}

const P = 2n ** 255n - 19n;

/** y² = x³ + 486662 x² + x has a solution. */
export function isOnCurve25519(key: Buffer): boolean {
  const x = BigInt(`0x${Buffer.from(key).reverse().toString('hex')}`) & (2n ** 255n - 1n);
  const square = (((x * x) % P) * x + 486662n * ((x * x) % P) + x) % P;
  let power = 1n;
  for (let base = square, exponent = (P - 1n) / 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) power = (power * base) % P;
    base = (base * base) % P;
  }
  return power === 1n || square === 0n;
}

export interface ServerHelloOptions {
  sessionId: Buffer;
  /** The client's random field as it was sent. */
  clientRandom: Buffer;
  secret: Buffer;
  /** Further handshake records before the change of ciphers. */
  extraRecords?: number;
}

/** The answer of a proxy: ServerHello, change of ciphers, and what looks like an encrypted certificate. */
export function serverHello({ sessionId, clientRandom, secret, extraRecords = 0 }: ServerHelloOptions): Buffer {
  const share = Buffer.concat([Buffer.from('00330024001d0020', 'hex'), randomBytes(32)]);
  const extensions = Buffer.concat([share, Buffer.from('002b00020304', 'hex')]);
  const body = Buffer.concat([
    Buffer.from('0303', 'hex'),
    Buffer.alloc(32),
    Buffer.of(sessionId.length),
    sessionId,
    Buffer.from('130100', 'hex'),
    Buffer.of(extensions.length >>> 8, extensions.length & 0xff),
    extensions,
  ]);
  const message = Buffer.concat([Buffer.of(2, 0, body.length >>> 8, body.length & 0xff), body]);
  const more = Array.from({ length: extraRecords }, () => tlsRecord(0x16, randomBytes(100)));
  const noise = randomBytes(1000 + (randomBytes(2).readUInt16BE() % 3000));
  const reply = Buffer.concat([tlsRecord(0x16, message), ...more, tlsRecord(0x14, Buffer.of(1)), tlsRecord(0x17, noise)]);
  createHmac('sha256', secret).update(clientRandom).update(reply).digest().copy(reply, 11);
  return reply;
}

export function tlsRecord(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type, 3, 3, data.length >>> 8, data.length & 0xff), data]);
}
