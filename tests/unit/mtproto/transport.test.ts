import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { BulkThread, concat, CtrStream, encryptInPlace, type BulkCipher } from '../../../src-main/crypto/index.ts';
import { AuthKey } from '../../../src-main/mtproto/auth-key/auth-key.ts';
import { layOut, openLarge, openMessage } from '../../../src-main/mtproto/session/envelope.ts';
import { abridged } from '../../../src-main/mtproto/transport/abridged.ts';
import type { Frame, Framing } from '../../../src-main/mtproto/transport/framing.ts';
import { full } from '../../../src-main/mtproto/transport/full.ts';
import { intermediate } from '../../../src-main/mtproto/transport/intermediate.ts';
import { paddedIntermediate } from '../../../src-main/mtproto/transport/padded.ts';
import type { ByteSocketEvents } from '../../../src-main/mtproto/transport/socket.ts';
import { Transport } from '../../../src-main/mtproto/transport/transport.ts';
import { seededRandom } from './session-peer.ts';

const authKey = new AuthKey(new Uint8Array(randomBytes(256)));
/** One for all: V8 bears ill that threads with WebAssembly come and go. */
const thread = new BulkThread();
afterAll(() => thread.dispose());

/** A cipher that notes what was given back. */
function bulkCipher(): { bulk: BulkCipher; returned: ArrayBufferLike[] } {
  const returned: ArrayBufferLike[] = [];
  const bulk: BulkCipher = {
    take: (length) => thread.take(length),
    owns: (bytes) => thread.owns(bytes),
    giveBack: (bytes) => void (thread.owns(bytes) && (returned.push(bytes.buffer), thread.giveBack(bytes))),
    open: (...given) => thread.open(...given),
    seal: (...given) => thread.seal(...given),
    count: (...given) => thread.count(...given),
  };
  return { bulk, returned };
}

/** A transport over a socket that notes what is written; the other end's streams lie ready. */
function open(framing: Framing, bulk: BulkCipher | undefined, obfuscated = true) {
  const written: Uint8Array[] = [];
  const frames: Frame[] = [];
  const ends: (Error | undefined)[] = [];
  const socket: { events?: ByteSocketEvents } = {};
  const transport = new Transport(
    {
      host: 'nowhere',
      port: 1,
      dc: 2,
      framing,
      obfuscated,
      random: seededRandom(),
      bulk,
      connect: (_, events) => {
        socket.events = events;
        return {
          write: (bytes, done) => {
            written.push(bytes.slice());
            done?.();
          },
          destroy: () => undefined,
        };
      },
    },
    { onOpen: () => undefined, onFrame: (frame) => frames.push(frame), onClose: (error) => ends.push(error) },
  );
  socket.events!.onOpen();
  const hidden = framing.tag !== undefined && obfuscated;
  const header = concat(...written.splice(0));
  const [theirs, ours] = [header.slice(8, 56).reverse(), header.slice(8, 56)];
  const fromUs = hidden ? new CtrStream(ours.slice(0, 32), ours.slice(32)) : undefined;
  const fromThem = hidden ? new CtrStream(theirs.slice(0, 32), theirs.slice(32)) : undefined;
  fromUs?.update(new Uint8Array(64));
  /** The packets that the other end reads. */
  const sent = (): Uint8Array[] => {
    const bytes = concat(...written);
    const packets: Uint8Array[] = [];
    framing.createParser().push(fromUs?.update(bytes) ?? bytes, (frame) => void (frame.kind === 'message' && packets.push(frame.payload)));
    return packets;
  };
  const bring = (bytes: Uint8Array, cuts: number[] = []): void => {
    const masked = fromThem?.update(bytes) ?? bytes;
    let at = 0;
    for (const cut of [...cuts, masked.length]) socket.events!.onData(masked.subarray(at, (at = cut)));
  };
  return { transport, written, frames, ends, sent, bring };
}

const framings: [string, Framing, boolean][] = [
  ['obfuscated intermediate', intermediate, true],
  ['obfuscated padded intermediate', paddedIntermediate, true],
  ['obfuscated abridged', abridged, true],
  ['plain intermediate', intermediate, false],
  ['full', full, false],
];

const seal = { authKey, salt: 1n, sessionId: 2n, random: seededRandom() };
const small = (id: number): Uint8Array => new Uint8Array(40).fill(id);

describe.each(framings)('%s', (_, framing, obfuscated) => {
  it('carries packets in the order in which they were sent, whoever seals them', async () => {
    const { bulk, returned } = bulkCipher();
    const { transport, written, sent } = open(framing, bulk, obfuscated);
    const bodies = [200_000, 70_000, 524_300].map((length) => new Uint8Array(randomBytes(length & ~3)));
    const sendLarge = (index: number): void =>
      transport.send(layOut(seal, { msgId: BigInt(index * 4), seqNo: 1, prefix: Uint8Array.of(1, 2, 3, 4), body: bodies[index]! }, (length) => bulk.take(length)), { sealWith: authKey.bytes });
    transport.send(small(1));
    sendLarge(0);
    transport.send(small(2));
    sendLarge(1);
    sendLarge(2);
    transport.send(small(3));
    await expect.poll(() => returned.length).toBe(3);
    expect(written.length).toBeGreaterThan(6);
    const packets = sent();
    expect(packets).toHaveLength(6);
    expect([0, 2, 5].map((index) => packets[index]![0])).toEqual([1, 2, 3]);
    [1, 3, 4].forEach((index, which) => {
      const { msgId, body } = openMessage(authKey, packets[index]!, 'toServer');
      expect(msgId).toBe(BigInt(which * 4));
      expect(Buffer.compare(body, concat(Uint8Array.of(1, 2, 3, 4), bodies[which]!))).toBe(0);
    });
  });

  it('brings large packets wherever the stream is cut, among small ones', async () => {
    const { bulk } = bulkCipher();
    const { frames, bring } = open(framing, bulk, obfuscated);
    const bodies = [100_000, 66_000, 524_300].map((length) => new Uint8Array(randomBytes(length & ~3)));
    const writer = framing.createWriter(seededRandom());
    const packets = bodies.flatMap((body, index) => [fromServer(body, BigInt(index * 4 + 1)), small(index + 1)]);
    const stream = concat(...packets.flatMap((packet) => writer(packet)));
    const cuts = Array.from({ length: 25 }, () => Math.floor(Math.random() * stream.length));
    // In the header of a frame, behind it, in the first bytes and in the last ones.
    cuts.push(1, 3, 5, 20, 64, 99_000, stream.length - 3);
    bring(stream, cuts.sort((a, b) => a - b));
    expect(frames).toHaveLength(6);
    for (const [index, frame] of frames.entries()) {
      if (frame.kind !== 'message') throw new Error('not a message');
      if (index % 2 === 1) expect(Buffer.compare(frame.payload, small((index + 1) / 2))).toBe(0);
      else {
        const opened = await openLarge(bulk, authKey, frame.payload, frame.masked);
        expect(Buffer.compare(opened.body, bodies[index / 2]!)).toBe(0);
        expect(frame.masked !== undefined).toBe(obfuscated);
      }
    }
  });

  it('gives memory back when it is closed while a packet is sealed, and writes nothing more', async () => {
    const { bulk, returned } = bulkCipher();
    const { transport, written } = open(framing, bulk, obfuscated);
    for (let i = 0; i < 2; i++) {
      transport.send(layOut(seal, { msgId: 4n, seqNo: 1, body: new Uint8Array(100_000) }, (length) => bulk.take(length)), { sealWith: authKey.bytes });
    }
    transport.send(small(1));
    transport.close();
    await expect.poll(() => returned.length).toBe(2);
    expect(written).toEqual([]);
  });
});

it('ends when a packet cannot be sealed: nothing goes out bare', async () => {
  const { bulk } = bulkCipher();
  const { transport, written, ends } = open(intermediate, { ...bulk, seal: () => Promise.reject(new Error('no thread')) });
  transport.send(layOut(seal, { msgId: 4n, seqNo: 1, body: new Uint8Array(100_000) }, (length) => bulk.take(length)), { sealWith: authKey.bytes });
  transport.send(small(1));
  await expect.poll(() => ends.map((error) => error?.message)).toEqual(['no thread']);
  expect(written).toEqual([]);
  const alone = open(intermediate, undefined);
  expect(() => alone.transport.send(small(1), { sealWith: authKey.bytes })).toThrow();
  expect(alone.written).toEqual([]);
});

function fromServer(body: Uint8Array, msgId: bigint): Uint8Array {
  const packet = layOut(seal, { msgId, seqNo: 1, body }, (length) => new Uint8Array(length));
  encryptInPlace(authKey.bytes, packet, 'fromServer');
  return packet;
}
