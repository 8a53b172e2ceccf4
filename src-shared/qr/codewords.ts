import { capacityOf, latestVersion } from './layout.ts';
import { correctionOf } from './reed-solomon.ts';

/** Bytes of the text, in the smallest version that holds them, with what makes them readable when parts are lost; undefined when no code does. */
export function codewordsOf(text: string): { version: number; codewords: number[] } | undefined {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= latestVersion; version++) {
    const { blocks, correction, total } = capacityOf(version);
    const room = total - blocks * correction;
    const lengthBits = version < 10 ? 8 : 16;
    if (4 + lengthBits + bytes.length * 8 > room * 8) continue;
    return { version, codewords: interleaved(padded(bytes, lengthBits, room), version) };
  }
  return undefined;
}

/** "Bytes follow", how many, the bytes, and filling. */
function padded(bytes: Uint8Array, lengthBits: number, room: number): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, lengthBits);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, room * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let filler = 0xec; bits.length < room * 8; filler ^= 0xec ^ 0x11) put(filler, 8);
  return Array.from({ length: room }, (_, index) => bits.slice(index * 8, index * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
}

/** The blocks' first bytes, then their second ones, and so on: damage to one place is spread over all. */
function interleaved(data: readonly number[], version: number): number[] {
  const { blocks, correction } = capacityOf(version);
  const shorter = Math.floor(data.length / blocks);
  const shortOnes = blocks - (data.length % blocks);
  const parts: number[][] = [];
  for (let block = 0, start = 0; block < blocks; block++) {
    const length = shorter + (block < shortOnes ? 0 : 1);
    parts.push(data.slice(start, start + length));
    start += length;
  }
  const repairs = parts.map((part) => correctionOf(part, correction));
  const turns = (rows: readonly number[][], length: number): number[] =>
    Array.from({ length }, (_, index) => rows.flatMap((row) => row[index] ?? [])).flat();
  return [...turns(parts, shorter + 1), ...turns(repairs, correction)];
}
