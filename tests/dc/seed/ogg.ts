/** One packet of Opus: 20 ms of silence in stereo or mono, in the full band (RFC 6716). */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
const PACKET_SAMPLES = 960;
const PACKETS_A_PAGE = 50;
const SERIAL = 0x70657472;

/** An Ogg file with `seconds` of silent Opus sound that every player takes (RFC 3533, RFC 7845). */
export function silentOgg(seconds: number): Uint8Array {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt32LE(48_000, 12);
  const vendor = Buffer.from('local', 'latin1');
  const tags = Buffer.concat([Buffer.from('OpusTags', 'latin1'), uint32(vendor.length), vendor, uint32(0)]);
  const packets = Math.max(1, Math.round((seconds * 48_000) / PACKET_SAMPLES));
  const pages = [page(0, 2, 0, [head]), page(1, 0, 0, [tags])];
  for (let done = 0; done < packets; done += PACKETS_A_PAGE) {
    const count = Math.min(PACKETS_A_PAGE, packets - done);
    const isLast = done + count === packets;
    pages.push(page(pages.length, isLast ? 4 : 0, (done + count) * PACKET_SAMPLES, Array.from({ length: count }, () => SILENCE)));
  }
  return Buffer.concat(pages);
}

function page(sequence: number, flags: number, granule: number, packets: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head.writeUInt8(flags, 5);
  head.writeBigUInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(SERIAL, 14);
  head.writeUInt32LE(sequence, 18);
  head.writeUInt8(packets.length, 26);
  const whole = Buffer.concat([head, Buffer.from(packets.map((packet) => packet.length)), ...packets]);
  whole.writeUInt32LE(crc(whole), 22);
  return whole;
}

function uint32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

/** The checksum of a page: polynomial 0x04c11db7, neither reflected nor inverted. */
function crc(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) value = (value & 0x80000000) === 0 ? value << 1 : (value << 1) ^ 0x04c11db7;
  }
  return value >>> 0;
}
