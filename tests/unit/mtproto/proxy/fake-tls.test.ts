import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RandomBytes } from '../../../../src-main/crypto/index.ts';
import { ProxyError } from '../../../../src-main/mtproto/proxy/errors.ts';
import { clientHello } from '../../../../src-main/mtproto/proxy/fake-tls/client-hello.ts';
import { FakeTlsHandshake } from '../../../../src-main/mtproto/proxy/fake-tls/fake-tls.ts';
import { fakeMlKemKey } from '../../../../src-main/mtproto/proxy/fake-tls/ml-kem-key.ts';
import { RecordCodec } from '../../../../src-main/mtproto/proxy/fake-tls/records.ts';
import { checkHello, isOnCurve25519, parseClientHello, serverHello, tlsRecord } from '../../../dc/proxies/tls-hello.ts';
import type { ParsedHello } from '../../../dc/proxies/tls-hello.ts';
import { selfSigned } from './self-signed.ts';

const secret = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const domain = 'www.example.com';
const unixTime = 1_763_800_000;
const grease = (value: number): boolean => (value & 0x0f0f) === 0x0a0a && value >>> 8 === (value & 0xff);

/** Random bytes that follow from a seed. */
function seeded(seed: number): RandomBytes {
  let count = 0;
  return (length) => {
    const parts: Buffer[] = [];
    for (let have = 0; have < length; have += 32) parts.push(createHash('sha256').update(`${seed} ${count++}`).digest());
    return Uint8Array.from(Buffer.concat(parts).subarray(0, length));
  };
}

const helloOf = (seed: number): Buffer => Buffer.from(clientHello({ domain, secret, unixTime, random: seeded(seed) }));

function ja4({ cipherSuites, extensions, signatures }: ParsedHello): string {
  const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
  const name = (value: number): string => value.toString(16).padStart(4, '0');
  const real = (values: readonly number[]): number[] => values.filter((value) => !grease(value));
  const count = (values: readonly number[]): string => String(real(values).length).padStart(2, '0');
  const named = real(extensions).filter((type) => type !== 0 && type !== 0x10).map(name).sort();
  return [
    `t13d${count(cipherSuites)}${count(extensions)}h2`,
    short(real(cipherSuites).map(name).sort().join()),
    short(`${named.join()}_${signatures.map(name).join()}`),
  ].join('_');
}

/** What the TLS library of Node answers to a ClientHello when it speaks only one group. */
async function askTlsServer(hello: Buffer, group: string): Promise<Buffer> {
  const server = createServer({ ...selfSigned('www.example.com'), ecdhCurve: group, minVersion: 'TLSv1.3' });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const answer = await new Promise<Buffer>((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (received.length >= 5 && received.length >= 5 + received.readUInt16BE(3)) resolve(received);
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.write(hello);
  });
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return answer;
}

describe('the ClientHello', () => {
  it('stands every check of a careful server, each time', () => {
    for (let seed = 0; seed < 40; seed++) {
      const record = helloOf(seed);
      const hello = parseClientHello(record);
      checkHello(record, hello, secret, domain, unixTime, 0);
      expect(hello.protocols).toEqual(['h2', 'http/1.1']);
      expect([...hello.keyShares.keys()].slice(1)).toEqual([0x11ec, 0x001d]);
      expect(hello.groups.slice(1)).toEqual([0x11ec, 0x001d, 0x0017, 0x0018]);
      expect(hello.keyShares.get(hello.groups[0] ?? 0)).toEqual(Buffer.of(0));
    }
  });

  it('has meaningless values where a browser has them, at the ends of extensions that come in any order', () => {
    const orders = new Set<string>();
    const known = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const hello = parseClientHello(helloOf(seed));
      const { extensions } = hello;
      expect([extensions[0], extensions.at(-1), hello.groups[0], hello.versions[0], hello.cipherSuites[0]].map((value) => grease(value ?? 0))).toEqual(Array(5).fill(true));
      expect(extensions[0]).not.toBe(extensions.at(-1));
      const middle = extensions.slice(1, -1);
      expect(middle.some(grease)).toBe(false);
      orders.add(middle.join());
      known.add([...middle].sort((a, b) => a - b).join());
    }
    expect(orders.size).toBe(20);
    expect([...known]).toEqual([[0x00, 0x05, 0x0a, 0x0b, 0x0d, 0x10, 0x12, 0x17, 0x1b, 0x23, 0x2b, 0x2d, 0x33, 0x44cd, 0xfe0d, 0xff01].join()]);
  });

  it('has the fingerprint of a current Chrome', () => {
    // What servers tell browsers apart by (JA4, FoxIO); the value is that of Chrome 151, whose captures are public.
    expect(ja4(parseClientHello(helloOf(5)))).toBe('t13d1516h2_8daaf6152771_806a8c22fdea');
  });

  it.each([
    ['X25519MLKEM768', 0x11ec],
    ['X25519', 0x1d],
  ])('is answered by a real TLS server that takes its key of %s', async (group, number) => {
    const answer = await askTlsServer(helloOf(9), group);
    // A ServerHello: behind its random field, the session id and the cipher suite come extensions, with the chosen key share.
    expect(answer.subarray(0, 3).toString('hex')).toBe('160303');
    expect(answer[5]).toBe(2);
    const extensions = answer.subarray(5 + 4 + 2 + 32 + 33 + 3 + 2, 5 + answer.readUInt16BE(3));
    const shares = new Map<number, Buffer>();
    for (let offset = 0; offset < extensions.length; offset += 4 + extensions.readUInt16BE(offset + 2)) {
      shares.set(extensions.readUInt16BE(offset), extensions.subarray(offset + 4, offset + 4 + extensions.readUInt16BE(offset + 2)));
    }
    expect(shares.get(0x33)?.readUInt16BE(0)).toBe(number);
    // With a key, not only a wish to see another one.
    expect(shares.get(0x33)?.length).toBeGreaterThan(32);
  });

  it('repeats nothing of an earlier one', () => {
    const [one, two] = [parseClientHello(helloOf(1)), parseClientHello(helloOf(2))];
    expect(one.sessionId).not.toEqual(two.sessionId);
    expect(one.keyShares.get(0x1d)).not.toEqual(two.keyShares.get(0x1d));
    expect(one.keyShares.get(0x11ec)?.subarray(1184)).not.toEqual(one.keyShares.get(0x1d));
  });

  it('proves the secret and the time', () => {
    const record = helloOf(1);
    const hello = parseClientHello(record);
    expect(() => checkHello(record, hello, randomBytes(16), domain, unixTime, 0)).toThrow('does not know the secret');
    expect(() => checkHello(record, hello, secret, domain, unixTime + 100, 20)).toThrow('clock');
    expect(() => checkHello(record, hello, secret, 'another.example', unixTime, 0)).toThrow('server name');
  });

  it('has room for the longest domain', () => {
    const long = 'a'.repeat(182);
    const record = Buffer.from(clientHello({ domain: long, secret, unixTime, random: seeded(3) }));
    expect(parseClientHello(record).serverName).toBe(long);
  });

  it('offers a post-quantum key that passes as one', () => {
    const key = Buffer.from(fakeMlKemKey(seeded(7)));
    expect(key).toHaveLength(1184);
    let sum = 0;
    for (let offset = 0; offset < 1152; offset += 3) {
      const three = key.readUIntLE(offset, 3);
      for (const coefficient of [three & 0xfff, three >>> 12]) {
        expect(coefficient).toBeLessThan(3329);
        sum += coefficient;
      }
    }
    // Evenly drawn: the mean of 768 lies within five standard deviations of the middle.
    expect(Math.abs(sum / 768 - 1664)).toBeLessThan((5 * 961) / Math.sqrt(768));
  });

  it('is judged by a check that tells points of the curve from others', () => {
    const on = Array.from({ length: 200 }, () => isOnCurve25519(randomBytes(32))).filter(Boolean).length;
    expect(on).toBeGreaterThan(50);
    expect(on).toBeLessThan(150);
  });
});

describe('the answer of the proxy', () => {
  const ready = (seed: number): { handshake: FakeTlsHandshake; clientRandom: Buffer; sessionId: Buffer } => {
    const handshake = new FakeTlsHandshake({ domain, secret, unixTime, random: seeded(seed) });
    const hello = parseClientHello(Buffer.from(handshake.start()));
    return { handshake, clientRandom: hello.random, sessionId: hello.sessionId };
  };
  const reasonOf = (action: () => unknown): string | undefined => {
    try {
      action();
    } catch (error) {
      if (error instanceof ProxyError) return error.reason;
      throw error;
    }
    return undefined;
  };

  it('is accepted however it is cut, with further handshake records and with data right behind it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.uint8Array({ maxLength: 50 }), fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), (extraRecords, behind, sizes) => {
        const { handshake, clientRandom, sessionId } = ready(1);
        const reply = serverHello({ sessionId, clientRandom, secret, extraRecords });
        const all = Buffer.concat([reply, behind.length === 0 ? Buffer.alloc(0) : tlsRecord(0x17, Buffer.from(behind))]);
        let unwrapped = Buffer.alloc(0);
        let codec: { unwrap(bytes: Uint8Array): Uint8Array } | undefined;
        for (let offset = 0, turn = 0; offset < all.length; turn++) {
          const chunk = all.subarray(offset, offset + (sizes[turn % sizes.length] ?? 1));
          offset += chunk.length;
          if (codec !== undefined) {
            unwrapped = Buffer.concat([unwrapped, codec.unwrap(chunk)]);
            continue;
          }
          const step = handshake.receive(chunk);
          expect(step.done).toBe(offset >= reply.length);
          if (!step.done) continue;
          codec = step.codec;
          unwrapped = Buffer.from(codec?.unwrap(step.rest ?? new Uint8Array(0)) ?? []);
        }
        expect(unwrapped).toEqual(Buffer.from(behind));
      }),
      { numRuns: 60 },
    );
  });

  it('is accepted byte by byte', () => {
    const { handshake, clientRandom, sessionId } = ready(2);
    const reply = serverHello({ sessionId, clientRandom, secret });
    for (const [index, byte] of reply.entries()) expect(handshake.receive(Uint8Array.of(byte)).done).toBe(index === reply.length - 1);
  });

  it('is refused when any byte that it proves is another', () => {
    const { clientRandom, sessionId } = ready(3);
    const reply = serverHello({ sessionId, clientRandom, secret });
    const firstData = reply.length - 900;
    for (const offset of [11, 42, 43, 60, 100, firstData, reply.length - 1]) {
      const { handshake } = ready(3);
      const forged = Buffer.from(reply);
      forged[offset] = (forged[offset] ?? 0) ^ 1;
      expect(reasonOf(() => handshake.receive(forged))).toBe('wrongSecret');
    }
    expect(reasonOf(() => ready(4).handshake.receive(reply))).toBe('wrongSecret');
    const other = serverHello({ sessionId, clientRandom, secret: randomBytes(16) });
    expect(reasonOf(() => ready(3).handshake.receive(other))).toBe('wrongSecret');
  });

  it.each([
    ['an alert', '15030300020228'],
    ['a plain answer', Buffer.from('HTTP/1.1 400 Bad Request').toString('hex')],
    ['SSL 3', '1603000010'],
    ['a first record without a random field', '1603030004deadbeef'],
    ['a change of ciphers first', '140303000101'],
    ['data without a change of ciphers', `160303002a${'00'.repeat(42)}1703030001`],
    ['a long change of ciphers', `160303002a${'00'.repeat(42)}1403030002`],
    ['an odd change of ciphers', `160303002a${'00'.repeat(42)}14030300010217`],
    ['a record that is too long', '1603034101'],
  ])('%s is none', (_, hex) => {
    expect(reasonOf(() => ready(1).handshake.receive(Buffer.from(hex, 'hex')))).toBe('notAProxy');
  });

  it('may not be endless', () => {
    const { handshake } = ready(1);
    const record = tlsRecord(0x16, Buffer.alloc(16_000));
    expect(reasonOf(() => {
      for (let count = 0; count < 100; count++) handshake.receive(record);
    })).toBe('notAProxy');
  });
});

describe('records', () => {
  it('carry data in pieces that are not too long, the first behind a change of ciphers', () => {
    const codec = new RecordCodec();
    const wrapped = Buffer.from(codec.wrap(new Uint8Array(2878 * 2 + 1)));
    expect(wrapped.subarray(0, 11).toString('hex')).toBe('1403030001011703030b3e');
    expect(wrapped.subarray(6 + 5 + 2878, 6 + 5 + 2878 + 5).toString('hex')).toBe('1703030b3e');
    expect(wrapped.subarray(-6).toString('hex')).toBe('170303000100');
    expect(Buffer.from(codec.wrap(Uint8Array.of(7))).toString('hex')).toBe('170303000107');
  });

  it('give back the same bytes however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (records, sizes) => {
        const all = Buffer.concat(records.map((data) => tlsRecord(0x17, Buffer.from(data))));
        const codec = new RecordCodec();
        const out: Uint8Array[] = [];
        for (let offset = 0, turn = 0; offset < all.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          out.push(codec.unwrap(all.subarray(offset, offset + size)));
          offset += size;
        }
        expect(Buffer.concat(out)).toEqual(Buffer.concat(records));
      }),
    );
  });

  it.each(['15030300020100', '16', '170301', '1703034101'])('of another type end the connection: %s', (hex) => {
    expect(() => new RecordCodec().unwrap(Buffer.from(hex, 'hex'))).toThrow(ProxyError);
    const behind = new RecordCodec();
    behind.unwrap(tlsRecord(0x17, Buffer.from('data')));
    expect(() => behind.unwrap(Buffer.from(hex, 'hex'))).toThrow(ProxyError);
  });
});
