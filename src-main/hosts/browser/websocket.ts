import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { FrameReader, Opcode, ProtocolViolation, writeFrame } from './websocket-frames.ts';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const PING_MS = 30_000;
/** A window that lets this much pile up is gone or stuck: it reconnects and gets fresh snapshots. */
const MAX_BACKLOG = 32 * 1024 * 1024;

export interface WebSocketOptions {
  /** Longest message taken, bytes. */
  maxMessageBytes: number;
}

/** Answers a valid upgrade request (RFC 6455 §4.2); undefined, with the refusal sent, for an invalid one. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: WebSocketOptions,
): WebSocketConnection | undefined {
  const key = request.headers['sec-websocket-key'];
  const valid =
    request.method === 'GET' &&
    request.headers.upgrade?.toLowerCase() === 'websocket' &&
    /\bupgrade\b/i.test(request.headers.connection ?? '') &&
    request.headers['sec-websocket-version'] === '13' &&
    key !== undefined &&
    /^[+/0-9A-Za-z]{22}==$/.test(key);
  if (!valid) {
    socket.end('HTTP/1.1 400 Bad Request\r\nSec-WebSocket-Version: 13\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return undefined;
  }
  const accept = createHash('sha1').update(key + GUID).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  return new WebSocketConnection(socket, head, options);
}

/** The server's end of a WebSocket that carries text messages. */
export class WebSocketConnection {
  readonly #socket: Duplex;
  readonly #reader: FrameReader;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #ping: NodeJS.Timeout;
  #messageListener: ((text: string) => void) | undefined;
  readonly #closeListeners: (() => void)[] = [];
  #waiting: string[] = [];
  #fragments: Buffer[] | undefined;
  #fragmentBytes = 0;
  #closing = false;
  #closed = false;
  #answered = true;
  readonly #maxMessageBytes: number;

  constructor(socket: Duplex, head: Buffer, options: WebSocketOptions) {
    this.#socket = socket;
    this.#maxMessageBytes = options.maxMessageBytes;
    this.#reader = new FrameReader(options.maxMessageBytes);
    this.#ping = setInterval(() => this.#checkAlive(), PING_MS);
    this.#ping.unref();
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => this.#ended());
    socket.on('end', () => this.#socket.end());
    socket.on('close', () => this.#ended());
    if (head.length > 0) this.#receive(head);
  }

  onMessage(listener: (text: string) => void): void {
    this.#messageListener = listener;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const text of waiting) listener(text);
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener);
  }

  send(text: string): void {
    if (this.#closing) return;
    this.#socket.write(writeFrame(Opcode.text, Buffer.from(text)));
    if (this.#socket.writableLength > MAX_BACKLOG) this.close(1013);
  }

  /** Starts the closing handshake; a peer that does not answer within a second is cut off. */
  close(code = 1000): void {
    if (this.#closing) return;
    this.#closing = true;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#socket.write(writeFrame(Opcode.close, payload));
    setTimeout(() => this.#socket.destroy(), 1000).unref();
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    try {
      for (const frame of this.#reader.push(chunk)) this.#handle(frame.opcode, frame.final, frame.payload);
    } catch (error) {
      this.close(error instanceof ProtocolViolation ? error.closeCode : 1007);
      this.#socket.end();
    }
  }

  #handle(opcode: number, final: boolean, payload: Buffer): void {
    switch (opcode) {
      case Opcode.ping:
        if (!this.#closing) this.#socket.write(writeFrame(Opcode.pong, payload));
        return;
      case Opcode.pong:
        this.#answered = true;
        return;
      case Opcode.close:
        if (payload.length === 1) throw new ProtocolViolation(1002);
        this.close(1000);
        this.#socket.end();
        return;
      case Opcode.continuation:
        if (this.#fragments === undefined) throw new ProtocolViolation(1002);
        break;
      case Opcode.text:
        if (this.#fragments !== undefined) throw new ProtocolViolation(1002);
        this.#fragments = [];
        this.#fragmentBytes = 0;
        break;
      default:
        throw new ProtocolViolation(1003);
    }
    this.#fragmentBytes += payload.length;
    if (this.#fragmentBytes > this.#maxMessageBytes) throw new ProtocolViolation(1009);
    this.#fragments.push(payload);
    if (!final) return;
    const text = this.#decoder.decode(Buffer.concat(this.#fragments));
    this.#fragments = undefined;
    if (this.#closing) return;
    if (this.#messageListener === undefined) this.#waiting.push(text);
    else this.#messageListener(text);
  }

  #checkAlive(): void {
    if (!this.#answered) return void this.#socket.destroy();
    this.#answered = false;
    this.#socket.write(writeFrame(Opcode.ping, Buffer.alloc(0)));
  }

  #ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closing = true;
    clearInterval(this.#ping);
    this.#socket.destroy();
    for (const listener of this.#closeListeners) listener();
  }
}
