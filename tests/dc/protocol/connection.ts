import type { Socket } from 'node:net';
import { ByteQueue } from './byte-queue.ts';
import { EnvelopeError, openPacket } from './envelope.ts';
import { FramingError } from './framing.ts';
import { Handshake, HandshakeError } from './handshake.ts';
import type { HandshakeContext } from './handshake.ts';
import { corruptEnvelope } from './handshake-faults.ts';
import type { PacketSink, ProtocolHost } from './host.ts';
import type { KeyRecord } from './keys.ts';
import type { Receiver } from './receiver.ts';
import type { Session } from './session.ts';
import type { SessionTable } from './session-table.ts';
import { UnknownTransport, dcMatches, sniff } from './sniff.ts';
import type { Transport } from './sniff.ts';
import { int, long } from './wire.ts';

export interface ConnectionParts {
  host: ProtocolHost;
  sessions: SessionTable;
  receiver: Receiver;
  handshake: HandshakeContext;
  closed(connection: Connection): void;
}

/** One TCP connection: finds out its transport, cuts it into packets and opens them. */
export class Connection implements PacketSink {
  readonly id: number;
  readonly dcId: number;
  readonly mediaOnly: boolean;
  /** Sessions that this connection carries. */
  readonly sessions = new Set<Session>();
  /** The key of its last packet; undefined before the first encrypted one. */
  record: KeyRecord | undefined;
  readonly #parts: ConnectionParts;
  readonly #socket: Socket;
  readonly #queue = new ByteQueue();
  readonly #handshake: Handshake;
  #transport: Transport | undefined;
  #open = true;
  #frozen = false;
  #limits: { direction: 'in' | 'out'; left: number }[] = [];
  #disconnectTimer: NodeJS.Timeout | undefined;
  #lastPlainId = 0n;

  constructor(parts: ConnectionParts, socket: Socket, { dcId, mediaOnly }: { dcId: number; mediaOnly: boolean }, id: number) {
    this.#parts = parts;
    this.#socket = socket;
    this.dcId = dcId;
    this.mediaOnly = mediaOnly;
    this.id = id;
    this.#handshake = new Handshake(parts.handshake);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#received(chunk));
    socket.on('error', () => this.close());
    socket.on('close', () => this.#gone());
    const fault = parts.host.faults.connection({ dcId });
    if (fault?.do === 'refuse') this.close();
    if (fault?.do === 'freeze') this.freeze();
    if (fault?.do === 'cut-after-bytes') this.cutAfter(fault.direction, fault.bytes);
    if (fault?.do === 'transport-error') {
      const { code } = fault;
      socket.once('data', () => this.sendTransportError(code));
    }
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get transportName(): string {
    if (this.#transport === undefined) return 'unknown';
    return (this.#transport.obfuscation === undefined ? '' : 'obfuscated-') + this.#transport.framing.name;
  }

  sendPayload(payload: Buffer): void {
    if (this.#transport !== undefined) this.#write(this.#transport.framing.write(payload));
  }

  /** A transport error is the negative code alone in a frame; the connection ends after it. */
  sendTransportError(code: number): void {
    if (this.#transport === undefined || !this.#open) return;
    this.#write(this.#transport.framing.write(int(-Math.abs(code))));
    this.#open = false;
    this.#socket.end();
  }

  /** Ends the connection abruptly, as a broken network does. */
  close(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  closeIn(seconds: number): void {
    clearTimeout(this.#disconnectTimer);
    this.#disconnectTimer = setTimeout(() => this.close(), seconds * 1000).unref();
  }

  /** From now on nothing is read or written: a dead link that no side has noticed. */
  freeze(): void {
    this.#frozen = true;
  }

  cutAfter(direction: 'in' | 'out', bytes: number): void {
    this.#limits.push({ direction, left: bytes });
  }

  #gone(): void {
    this.#open = false;
    clearTimeout(this.#disconnectTimer);
    for (const session of this.sessions) {
      session.detach(this);
      if (session.connection === undefined) this.#parts.sessions.orphaned(session);
    }
    this.sessions.clear();
    this.#parts.closed(this);
  }

  #write(buffers: readonly Buffer[]): void {
    if (!this.#open || this.#frozen) return;
    this.#socket.cork();
    for (const buffer of buffers) {
      const allowed = this.#allowed('out', buffer.length);
      const part = allowed < buffer.length ? buffer.subarray(0, allowed) : buffer;
      const { obfuscation } = this.#transport ?? {};
      this.#socket.write(obfuscation === undefined ? part : obfuscation.outgoing.update(part));
      if (allowed < buffer.length) {
        this.#socket.uncork();
        this.#open = false;
        this.#socket.destroySoon();
        return;
      }
    }
    process.nextTick(() => this.#socket.uncork());
  }

  /** How many of `count` bytes may still pass before a fault cuts the connection. */
  #allowed(direction: 'in' | 'out', count: number): number {
    let allowed = count;
    for (const limit of this.#limits) {
      if (limit.direction !== direction) continue;
      allowed = Math.min(allowed, limit.left);
      limit.left -= count;
    }
    return Math.max(allowed, 0);
  }

  #received(chunk: Buffer): void {
    if (this.#frozen || !this.#open) return;
    const allowed = this.#allowed('in', chunk.length);
    const part = allowed < chunk.length ? chunk.subarray(0, allowed) : chunk;
    try {
      this.#take(part);
    } catch (error) {
      this.#refuse(error);
    }
    if (allowed < chunk.length) this.close();
  }

  #take(chunk: Buffer): void {
    const known = this.#transport;
    this.#queue.push(known?.obfuscation === undefined ? chunk : known.obfuscation.incoming.update(chunk));
    if (known === undefined) {
      const found = sniff(this.#queue);
      if (found === undefined) return;
      this.#transport = found;
      const { obfuscation } = found;
      if (obfuscation !== undefined) {
        this.#queue.push(obfuscation.incoming.update(this.#queue.takeAll()));
        if (!dcMatches(obfuscation.dc, this)) {
          this.#violate('obfuscation-dc', `DC ${obfuscation.dc} in the header`);
          if (this.#parts.host.options.refuseWrongDc) this.sendTransportError(444);
        }
      }
    }
    for (;;) {
      const frame = this.#open ? this.#transport?.framing.read(this.#queue) : undefined;
      if (frame === undefined) return;
      this.#payload(frame.payload, frame.quickAck);
    }
  }

  #payload(payload: Buffer, quickAck: boolean): void {
    if (payload.length < 24) {
      this.#violate('packet-length', `${payload.length} bytes`);
      this.sendTransportError(404);
      return;
    }
    const keyId = payload.subarray(0, 8);
    if (keyId.every((byte) => byte === 0)) {
      this.#plain(payload);
      return;
    }
    const { host, sessions, receiver } = this.#parts;
    const record = host.keys.find(this.dcId, keyId.toString('hex'), host.clock.now());
    if (record === undefined) {
      this.sendTransportError(404);
      return;
    }
    this.record = record;
    const packet = openPacket(record, payload);
    host.report.packet({ framing: this.#transport?.framing.name ?? '', total: 32 + packet.body.length + packet.padding, padding: packet.padding });
    if (packet.sessionId === 0n) throw new EnvelopeError('session-id', 'session_id is 0');
    if (quickAck) {
      const answer = this.#transport?.framing.writeQuickAck(packet.quickAckToken);
      if (answer !== undefined) {
        this.#write([answer]);
        host.report.quickAcks++;
      }
    }
    const session = sessions.open(record, packet.sessionId);
    this.sessions.add(session);
    receiver.packet(session, this, packet);
  }

  /** An unencrypted message: only the key exchange speaks so. */
  #plain(payload: Buffer): void {
    const msgId = payload.readBigInt64LE(8);
    const length = payload.readInt32LE(16);
    if (length < 0 || length % 4 !== 0 || 20 + length > payload.length) {
      throw new HandshakeError('handshake-message', `body of ${length} bytes in a packet of ${payload.length}`);
    }
    if ((msgId & 3n) !== 0n) this.#violate('msg-id-parity', `unencrypted ${msgId}`);
    const answer = this.#handshake.handle(payload.subarray(20, 20 + length));
    const { faults } = this.#parts.host;
    const fault = faults.handshake(this.dcId, 'envelope');
    const now = (BigInt(Math.floor(this.#parts.host.clock.now() * 2 ** 20)) << 12n) & ~3n;
    this.#lastPlainId = now > this.#lastPlainId ? now + 1n : this.#lastPlainId + 4n;
    const packet = Buffer.concat([long(0n), long(this.#lastPlainId), int(answer.length), answer]);
    this.sendPayload(corruptEnvelope(packet, fault));
  }

  #refuse(error: unknown): void {
    if (error instanceof HandshakeError || error instanceof EnvelopeError) {
      this.#violate(error.rule, error.message);
      this.sendTransportError(404);
    } else if (error instanceof FramingError) {
      this.#violate('framing', error.message);
      this.close();
    } else if (error instanceof UnknownTransport) {
      this.#violate('transport', error.message);
      this.close();
    } else {
      this.#parts.host.report.internalError('connection', error);
      this.close();
    }
  }

  #violate(rule: string, detail: string): void {
    this.#parts.host.report.violation({
      at: this.#parts.host.clock.now(),
      dcId: this.dcId,
      rule,
      detail,
      ...(this.record === undefined ? {} : { authKeyId: this.record.boundTo ?? this.record.id }),
    });
  }
}
