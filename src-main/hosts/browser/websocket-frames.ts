/** Opcodes of RFC 6455 §5.2. */
export const Opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** The peer broke the protocol; `closeCode` is what it is told (RFC 6455 §7.4.1). */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
  readonly closeCode: number;

  constructor(closeCode: number) {
    super(`WebSocket violation ${closeCode}`);
    this.closeCode = closeCode;
  }
}

export interface Frame {
  opcode: number;
  final: boolean;
  payload: Buffer;
}

/** Cuts what a client sends into frames and takes their masks off. Throws `ProtocolViolation`. */
export class FrameReader {
  readonly #maxPayload: number;
  #chunks: Buffer[] = [];
  #length = 0;

  constructor(maxPayload: number) {
    this.#maxPayload = maxPayload;
  }

  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    if (this.#length < 2) return undefined;
    const header = this.#peek(14);
    const first = header.readUInt8(0);
    const second = header.readUInt8(1);
    const opcode = first & 0x0f;
    const final = (first & 0x80) !== 0;
    if ((first & 0x70) !== 0) throw new ProtocolViolation(1002);
    // A client must mask (RFC 6455 §5.1): otherwise intermediaries could be fooled.
    if ((second & 0x80) === 0) throw new ProtocolViolation(1002);
    let length = second & 0x7f;
    let offset = 2;
    if (opcode >= 8 && (length > 125 || !final)) throw new ProtocolViolation(1002);
    if (length === 126) {
      if (header.length < 4) return undefined;
      length = header.readUInt16BE(2);
      offset = 4;
    } else if (length === 127) {
      if (header.length < 10) return undefined;
      const long = header.readBigUInt64BE(2);
      if (long > BigInt(this.#maxPayload)) throw new ProtocolViolation(1009);
      length = Number(long);
      offset = 10;
    }
    if (length > this.#maxPayload) throw new ProtocolViolation(1009);
    if (this.#length < offset + 4 + length) return undefined;
    const mask = this.#take(offset + 4).subarray(offset);
    const payload = Buffer.from(this.#take(length));
    for (let index = 0; index < length; index++) payload[index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0);
    return { opcode, final, payload };
  }

  #peek(count: number): Buffer {
    if ((this.#chunks[0]?.length ?? 0) < count && this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]?.subarray(0, count) ?? Buffer.alloc(0);
  }

  #take(count: number): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    const all = this.#chunks[0] ?? Buffer.alloc(0);
    this.#chunks = [all.subarray(count)];
    this.#length -= count;
    return all.subarray(0, count);
  }
}

/** One unmasked frame, as a server writes it. */
export function writeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header.writeUInt8(0x80 | opcode, 0);
  if (length < 126) {
    header.writeUInt8(length, 1);
  } else if (length < 65_536) {
    header.writeUInt8(126, 1);
    header.writeUInt16BE(length, 2);
  } else {
    header.writeUInt8(127, 1);
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
