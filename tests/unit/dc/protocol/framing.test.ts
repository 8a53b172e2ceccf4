import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ByteQueue } from '../../../dc/protocol/byte-queue.ts';
import { FramingError, framingFor } from '../../../dc/protocol/framing.ts';
import type { FramingName } from '../../../dc/protocol/framing.ts';
import { UnknownTransport, dcMatches, sniff } from '../../../dc/protocol/sniff.ts';
import { RawConnection } from './support/raw-client.ts';
import { startTestDc } from './support/setup.ts';
import type { TestDc } from './support/setup.ts';

const NAMES: FramingName[] = ['abridged', 'intermediate', 'padded', 'full'];
const PREAMBLES: Record<FramingName, string> = { abridged: 'ef', intermediate: 'eeeeeeee', padded: 'dddddddd', full: '' };

function feed(bytes: Buffer, cut: number): { name: string; payloads: string[] } {
  const queue = new ByteQueue();
  const payloads: string[] = [];
  let transport: ReturnType<typeof sniff>;
  for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
    queue.push(part);
    transport ??= sniff(queue);
    for (let frame = transport?.framing.read(queue); frame !== undefined; frame = transport?.framing.read(queue)) {
      payloads.push(frame.payload.toString('hex'));
    }
  }
  return { name: transport?.framing.name ?? 'none', payloads };
}

test.each(NAMES)('%s frames are recognised and read wherever the stream is cut', (name) => {
  const client = framingFor(name);
  const messages = [24 + 32, 24 + 16 * 40].map((length) => {
    const message = randomBytes(length);
    message[0] = 1;
    return message;
  });
  const stream = Buffer.concat([Buffer.from(PREAMBLES[name], 'hex'), ...messages.flatMap((message) => client.write(message))]);
  const expected = { name, payloads: messages.map((message) => message.toString('hex')) };
  for (let cut = 0; cut <= stream.length; cut += cut < 16 ? 1 : 37) expect(feed(stream, cut)).toEqual(expected);
});

test('the full framing of the reference message', () => {
  const payload = Buffer.from('00000000000000004c967027c47ae55114000000f18e7ebe3e0549828cca27e966b301a48fece2fc', 'hex');
  const [head, , tail] = framingFor('full').write(payload);
  expect(head?.toString('hex')).toBe('3400000000000000');
  expect(tail?.toString('hex')).toBe('4f3ceecd');
  const queue = new ByteQueue();
  queue.push(Buffer.concat(framingFor('full').write(payload)));
  expect(framingFor('full').read(queue)?.payload.equals(payload)).toBe(true);
});

test('a wrong checksum, a wrong number and an oversized frame end the stream', () => {
  const write = (name: FramingName, bytes: Buffer): (() => unknown) => {
    const queue = new ByteQueue();
    queue.push(bytes);
    return () => framingFor(name).read(queue);
  };
  const frame = Buffer.concat(framingFor('full').write(randomBytes(40)));
  const damaged = Buffer.from(frame);
  damaged[20] = (damaged[20] as number) ^ 1;
  expect(write('full', damaged)).toThrow(FramingError);
  const second = framingFor('full');
  second.write(randomBytes(40));
  expect(write('full', Buffer.concat(second.write(randomBytes(40))))).toThrow(FramingError);
  expect(write('intermediate', Buffer.from('00005000', 'hex'))).toThrow(FramingError);
  expect(write('abridged', Buffer.from('7fffffff', 'hex'))).toThrow(FramingError);
  expect(write('intermediate', Buffer.from('00000000', 'hex'))).toThrow(FramingError);
});

test('quick acknowledgements are asked for by the top bit and answered in the framing of the client', () => {
  const ask = (name: FramingName, head: string): boolean | undefined => {
    const queue = new ByteQueue();
    queue.push(Buffer.concat([Buffer.from(head, 'hex'), Buffer.alloc(56, 1)]));
    return framingFor(name).read(queue)?.quickAck;
  };
  expect(ask('abridged', '8e')).toBe(true);
  expect(ask('abridged', '0e')).toBe(false);
  expect(ask('intermediate', '38000080')).toBe(true);
  expect(framingFor('intermediate').writeQuickAck(0x86b931d0)?.toString('hex')).toBe('d031b986');
  expect(framingFor('abridged').writeQuickAck(0x86b931d0)?.toString('hex')).toBe('86b931d0');
});

function reference(): Buffer {
  const init = Buffer.from(Array.from({ length: 64 }, (_, i) => i + 1));
  Buffer.from('eeeeeeee02003f40', 'hex').copy(init, 56);
  return init;
}

function obfuscated(init: Buffer): { header: Buffer; write: (data: Buffer) => Buffer; read: (data: Buffer) => Buffer } {
  const cipher = createCipheriv('aes-256-ctr', init.subarray(8, 40), init.subarray(40, 56));
  const reversed = Buffer.from(init.subarray(8, 56)).reverse();
  const decipher = createDecipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32));
  const header = Buffer.concat([init.subarray(0, 56), cipher.update(init).subarray(56)]);
  return { header, write: (data) => cipher.update(data), read: (data) => decipher.update(data) };
}

test('the reference obfuscation header is opened, and both keystreams agree', () => {
  const client = obfuscated(reference());
  expect(client.header.subarray(56).toString('hex')).toBe('33bd9484f1fb4e3a');
  const queue = new ByteQueue();
  queue.push(client.header);
  const found = sniff(queue);
  expect([found?.framing.name, found?.obfuscation?.dc]).toEqual(['intermediate', 2]);
  const frame = client.write(Buffer.from('080000000000000000000000', 'hex'));
  expect(frame.toString('hex')).toBe('d5004d2a9d4aeedc3c99effa');
  expect(found?.obfuscation?.incoming.update(frame).toString('hex')).toBe('080000000000000000000000');
  const answer = found?.obfuscation?.outgoing.update(Buffer.from('040000006cfeffff', 'hex'));
  expect(answer?.toString('hex')).toBe('fc8d187a86e838b0');
});

test('a header with no known tag and HTTP are refused', () => {
  const init = reference();
  init.fill(0xaa, 56, 60);
  for (const bytes of [obfuscated(init).header, Buffer.from('GET /api HTTP/1.1\r\n')]) {
    const queue = new ByteQueue();
    queue.push(bytes);
    expect(() => sniff(queue)).toThrow(UnknownTransport);
  }
});

test.each([
  [2, 2, true],
  [-2, 2, false],
  [10_002, 2, true],
  [-10_002, 2, false],
  [1, 2, false],
  [0, 2, false],
])('the DC field %i at DC %i: %s', (field, dcId, matches) => {
  expect(dcMatches(field, { dcId, mediaOnly: false })).toBe(matches);
  expect(dcMatches(-field, { dcId, mediaOnly: true })).toBe(matches);
});

let dc: TestDc;

beforeAll(async () => {
  dc = await startTestDc({ refuseWrongDc: true });
});

afterAll(() => dc.close());

test('a header for another DC is answered with -444 where that is wanted', async () => {
  const [first] = dc.dcs;
  const connection = new RawConnection(first?.port ?? 0, 'full');
  const client = obfuscated(reference());
  const answer = new Promise<Buffer>((resolve) => connection.tap(resolve));
  connection.raw(client.header);
  expect(client.read(await answer).toString('hex')).toBe('0400000044feffff');
  expect(dc.violations().map(({ rule }) => rule)).toEqual(['obfuscation-dc']);
  connection.close();
});
