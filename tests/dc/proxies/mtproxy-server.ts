import type { Socket } from 'node:net';
import { acceptClient, HEADER_BYTES, openToServer } from './obfuscated-leg.ts';
import { ProxyServer, ProxyViolation } from './proxy-server.ts';
import type { Endpoint } from './proxy-server.ts';
import type { SocketReader } from './socket-reader.ts';
import { checkHello, parseClientHello, serverHello, tlsRecord } from './tls-hello.ts';
import type { ParsedHello } from './tls-hello.ts';

export type MtproxyKind = 'plain' | 'padded' | 'tls';

export interface MtproxyOptions {
  kind: MtproxyKind;
  /** 16 bytes. */
  key: Buffer;
  /** What a `tls` proxy pretends to be. */
  domain?: string;
  /** Finds the endpoint of a data center by its positive id; one for downloads when the client asks for it. */
  endpoint(dcId: number, mediaOnly: boolean): Endpoint | undefined;
  /** Unix seconds. */
  now?: () => number;
}

/** Clocks may differ by so many seconds. */
const SKEW = 20;
const MAX_CLIENT_RECORD = 2878;

/**
 * A proxy that speaks MTProto: it reads the obfuscation header under its secret, finds the data center by the id in it, and passes
 * everything on over an obfuscated connection of its own (core.telegram.org/mtproto/mtproto-transports).
 */
export class MtproxyServer extends ProxyServer {
  /** What clients asked for: the dc field of each header. */
  readonly requests: number[] = [];
  readonly hellos: ParsedHello[] = [];
  /** Answers of the TLS kind are wrong in one bit of their proof. */
  forgeProof = false;
  /** Handshake records between ServerHello and the change of ciphers. */
  extraRecords = 0;
  /** Bytes that came after the ClientHello. */
  afterHello = 0;
  readonly #options: MtproxyOptions;

  constructor(options: MtproxyOptions) {
    super();
    this.#options = options;
  }

  /** As people get it: hexadecimal. */
  get secret(): string {
    const { kind, key, domain = '' } = this.#options;
    if (kind === 'plain') return key.toString('hex');
    return kind === 'padded' ? `dd${key.toString('hex')}` : `ee${key.toString('hex')}${Buffer.from(domain).toString('hex')}`;
  }

  protected override async serve(socket: Socket, reader: SocketReader): Promise<void> {
    if (this.#options.kind !== 'tls') return this.#serveObfuscated(socket, reader);
    await this.#greet(socket, reader);
    const inner = new TlsStream(reader);
    await this.#serveObfuscated(socket, inner, (bytes) => inner.wrap(bytes));
  }

  async #greet(socket: Socket, reader: SocketReader): Promise<void> {
    const { key, domain = '', now = () => Date.now() / 1000 } = this.#options;
    const header = await reader.take(5);
    const record = Buffer.concat([header, await reader.take(header.readUInt16BE(3))]);
    const hello = parseClientHello(record);
    checkHello(record, hello, key, domain, now(), SKEW);
    this.hellos.push(hello);
    this.afterHello += socket.bytesRead - record.length;
    socket.on('data', (bytes) => {
      this.afterHello += bytes.length;
    });
    const answer = serverHello({ sessionId: hello.sessionId, clientRandom: hello.random, secret: key, extraRecords: this.extraRecords });
    if (this.forgeProof) answer[42] = (answer[42] ?? 0) ^ 1;
    socket.write(answer);
  }

  async #serveObfuscated(socket: Socket, reader: Pick<SocketReader, 'take' | 'flow'>, wrap = (bytes: Buffer) => bytes): Promise<void> {
    const { key, kind, endpoint } = this.#options;
    const client = acceptClient(await reader.take(HEADER_BYTES), key);
    if (kind !== 'plain' && client.tag[0] !== 0xdd) throw new ProxyViolation('this secret asks for padding');
    this.requests.push(client.dc);
    const target = endpoint(Math.abs(client.dc) % 10_000, client.dc < 0);
    if (target === undefined) throw new ProxyViolation('no such data center');
    const upstream = await this.reach(target, socket);
    const server = openToServer(client.tag, client.dc);
    upstream.write(server.header);
    this.relay(
      socket,
      reader,
      upstream,
      (bytes) => server.encrypt(client.decrypt(bytes)),
      (bytes) => wrap(client.encrypt(server.decrypt(bytes))),
    );
  }
}

/** The data inside a client's TLS records, with every rule of the protocol enforced. */
class TlsStream {
  readonly #reader: SocketReader;
  #waiting = Buffer.alloc(0);
  #started = false;

  constructor(reader: SocketReader) {
    this.#reader = reader;
  }

  async take(count: number): Promise<Buffer> {
    while (this.#waiting.length < count) this.#waiting = Buffer.concat([this.#waiting, await this.#record()]);
    const taken = this.#waiting.subarray(0, count);
    this.#waiting = this.#waiting.subarray(count);
    return taken;
  }

  flow(sink: (bytes: Buffer) => void): void {
    if (this.#waiting.length > 0) sink(this.#waiting);
    let pending = Buffer.alloc(0);
    this.#reader.flow((bytes) => {
      pending = Buffer.concat([pending, bytes]);
      for (;;) {
        if (pending.length < 5) return;
        const length = checkHeader(pending);
        if (pending.length < 5 + length) return;
        sink(pending.subarray(5, 5 + length));
        pending = pending.subarray(5 + length);
      }
    });
  }

  /** In records of uneven sizes, as sites send them. */
  wrap(bytes: Buffer): Buffer {
    const records: Buffer[] = [];
    for (let offset = 0, size = 1369; offset < bytes.length; offset += size, size = 16_384) records.push(tlsRecord(0x17, bytes.subarray(offset, offset + size)));
    return Buffer.concat(records);
  }

  async #record(): Promise<Buffer> {
    if (!this.#started) {
      const change = await this.#reader.take(6);
      if (change.toString('hex') !== '140303000101') throw new ProxyViolation('no change of ciphers before the data');
      this.#started = true;
    }
    const header = await this.#reader.take(5);
    return this.#reader.take(checkHeader(header));
  }
}

function checkHeader(header: Buffer): number {
  const length = header.readUInt16BE(3);
  if (header.readUIntBE(0, 3) !== 0x170303) throw new ProxyViolation('not application data');
  if (length === 0 || length > MAX_CLIENT_RECORD) throw new ProxyViolation('a record of a wrong length');
  return length;
}
