import { concat } from '../../../crypto/index.ts';
import { ProxyError } from '../errors.ts';
import type { StreamCodec } from '../handshake.ts';

/** What clients put into one record at most. */
const MAX_OUTGOING = 2878;
/** TLS 1.3 allows no longer records (RFC 8446 section 5.2). */
export const MAX_RECORD = 16_384 + 256;
export const HEADER = 5;
const APPLICATION_DATA = 0x17;

/** The change-cipher-spec record that TLS 1.3 clients send for the sake of old middle boxes. */
const changeCipherSpec = Uint8Array.of(0x14, 3, 3, 0, 1, 1);

/** Bytes inside what looks like the application data of TLS: `17 03 03`, two bytes of length, data. */
export class RecordCodec implements StreamCodec {
  #first = true;
  /** Bytes of an unfinished header. */
  #header: Uint8Array = new Uint8Array(0);
  /** What is still to come of the present record. */
  #open = 0;

  wrap(bytes: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = this.#first ? [changeCipherSpec] : [];
    this.#first = false;
    for (let offset = 0; offset < bytes.length; offset += MAX_OUTGOING) {
      const data = bytes.subarray(offset, offset + MAX_OUTGOING);
      parts.push(Uint8Array.of(APPLICATION_DATA, 3, 3, data.length >>> 8, data.length & 0xff), data);
    }
    return concat(...parts);
  }

  unwrap(bytes: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#open > 0) {
        const data = rest.subarray(0, this.#open);
        parts.push(data);
        this.#open -= data.length;
        rest = rest.subarray(data.length);
        continue;
      }
      const header = concat(this.#header, rest.subarray(0, HEADER - this.#header.length));
      rest = rest.subarray(header.length - this.#header.length);
      if (header.length < HEADER) {
        checkStart(header);
        this.#header = header;
        break;
      }
      this.#header = new Uint8Array(0);
      this.#open = lengthOf(header);
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : concat(...parts);
  }
}

function lengthOf(header: Uint8Array): number {
  checkStart(header);
  const length = recordLength(header, 0);
  if (length > MAX_RECORD) throw new ProxyError('notAProxy');
  return length;
}

/** Anything but application data ends the connection, from its first byte. */
function checkStart(header: Uint8Array): void {
  const [type, major = 3, minor = 3] = header;
  if (type !== APPLICATION_DATA || major !== 3 || minor !== 3) throw new ProxyError('notAProxy');
}

/** The length that the record at `offset` declares; its five bytes of header must be there. */
export function recordLength(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset + 3] ?? 0) << 8) | (bytes[offset + 4] ?? 0);
}
