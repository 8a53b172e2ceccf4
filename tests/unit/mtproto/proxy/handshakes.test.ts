import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyError } from '../../../../src-main/mtproto/proxy/errors.ts';
import type { ProxyHandshake } from '../../../../src-main/mtproto/proxy/handshake.ts';
import { HttpConnectHandshake } from '../../../../src-main/mtproto/proxy/http-connect.ts';
import { ipBytes } from '../../../../src-main/mtproto/proxy/ip-address.ts';
import { Socks5Handshake } from '../../../../src-main/mtproto/proxy/socks5.ts';

const target = { host: '192.0.2.1', port: 443 };
const login = { username: 'user', password: 'pass' };
const hex = (text: string): Buffer => Buffer.from(text.replace(/ /g, ''), 'hex');

/** Plays the proxy's answers, cut as told; what was sent, and how it ended. */
function play(handshake: ProxyHandshake, answers: readonly Uint8Array[], cuts: readonly number[] = []): { sent: string[]; end: string } {
  const sent = [Buffer.from(handshake.start()).toString('hex')];
  let cut = 0;
  for (const answer of answers) {
    for (let offset = 0; offset < answer.length; ) {
      const size = cuts.length === 0 ? answer.length : (cuts[cut++ % cuts.length] ?? 1);
      try {
        const step = handshake.receive(answer.subarray(offset, offset + size));
        if (step.done) return { sent, end: offset + size >= answer.length ? 'open' : 'open too early' };
        if (step.send !== undefined) sent.push(Buffer.from(step.send).toString('hex'));
      } catch (error) {
        if (!(error instanceof ProxyError)) throw error;
        return { sent, end: error.reason };
      }
      offset += size;
    }
  }
  return { sent, end: 'waiting' };
}

const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 });

describe('SOCKS5', () => {
  const open = '05 00 00 01 7f000001 1f90';

  it('opens without a login', () => {
    const { sent, end } = play(new Socks5Handshake(target, undefined), [hex('05 00'), hex(open)]);
    expect(sent).toEqual(['050100', '05010001c000020101bb']);
    expect(end).toBe('open');
  });

  it('opens with a login, and without it where the proxy does not ask', () => {
    expect(play(new Socks5Handshake(target, login), [hex('05 02'), hex('01 00'), hex(open)])).toEqual({
      sent: ['05020002', '0104757365720470617373', '05010001c000020101bb'],
      end: 'open',
    });
    expect(play(new Socks5Handshake(target, login), [hex('05 00'), hex(open)])).toMatchObject({ end: 'open' });
  });

  it('names targets of IPv6 by their address, and never by name', () => {
    const { sent } = play(new Socks5Handshake({ host: '2001:db8::1', port: 80 }, undefined), [hex('05 00')]);
    expect(sent[1]).toBe('0501000420010db80000000000000000000000010050');
    expect(() => new Socks5Handshake({ host: 'dc.example', port: 443 }, undefined)).toThrow(RangeError);
  });

  const cases: [string, string[], boolean, string][] = [
    ['an address of IPv6 in the reply', ['05 00', `05 00 00 04 ${'00'.repeat(16)} 1f90`], false, 'open'],
    ['a name in the reply', ['05 00', '05 00 00 03 03 612e62 1f90'], false, 'open'],
    ['an empty name in the reply', ['05 00', '05 00 00 03 00 1f90'], false, 'open'],
    ['a reply that is not complete', ['05 00', '05 00 00 01 7f000001 1f'], false, 'waiting'],
    ['no method', ['05 ff'], false, 'loginNeeded'],
    ['no method although a login was offered', ['05 ff'], true, 'forbidden'],
    ['a login that was not offered', ['05 02'], false, 'notAProxy'],
    ['a wrong login', ['05 02', '01 01'], true, 'wrongLogin'],
    ['an odd answer to the login', ['05 02', '05 00'], true, 'wrongLogin'],
    ['another protocol', [Buffer.from('HTTP/1.1 400 Bad Request').toString('hex')], false, 'notAProxy'],
    ['version 4', ['04'], false, 'notAProxy'],
    ['bytes behind the method', ['05 00 00'], false, 'notAProxy'],
    ['bytes behind the login', ['05 02', '01 00 00'], true, 'notAProxy'],
    ['bytes behind the reply', ['05 00', `${open} 00`], false, 'notAProxy'],
    ['a refusal by the rules', ['05 00', '05 02 00'], false, 'forbidden'],
    ...([1, 3, 4, 5, 6, 7, 8] as const).map((code): [string, string[], boolean, string] => [`failure ${code}`, ['05 00', `05 0${code}`], false, 'unreachable']),
    ['an unknown code', ['05 00', '05 2a'], false, 'notAProxy'],
    ['a reserved byte that is used', ['05 00', '05 00 01 01 7f000001 1f90'], false, 'notAProxy'],
    ['an unknown type of address', ['05 00', '05 00 00 02 7f000001 1f90'], false, 'notAProxy'],
  ];
  it.each(cases)('%s', (_, answers, withLogin, end) => {
    expect(play(new Socks5Handshake(target, withLogin ? login : undefined), answers.map(hex)).end).toBe(end);
  });

  it('understands the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases.filter(([name]) => !name.startsWith('bytes behind'))), cuts, ([, answers, withLogin, end], sizes) => {
        expect(play(new Socks5Handshake(target, withLogin ? login : undefined), answers.map(hex), sizes).end).toBe(end);
      }),
    );
  });

  it('ends in an error that it knows, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 }), fc.boolean(), (answers, withLogin) => {
        play(new Socks5Handshake(target, withLogin ? login : undefined), answers);
      }),
    );
  });
});

describe('HTTP CONNECT', () => {
  const ok = 'HTTP/1.1 200 OK\r\n\r\n';
  const run = (answer: string, withLogin = false, sizes: readonly number[] = []) =>
    play(new HttpConnectHandshake(target, withLogin ? login : undefined), [Buffer.from(answer, 'latin1')], sizes);
  const text = (sent: readonly string[]): string => Buffer.from(sent[0] ?? '', 'hex').toString();

  it('asks for the target, with a login when there is one', () => {
    expect(text(run(ok).sent)).toBe('CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: 192.0.2.1:443\r\n\r\n');
    expect(text(run(ok, true).sent)).toBe('CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: 192.0.2.1:443\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n');
    const six = new HttpConnectHandshake({ host: '2001:db8::1', port: 80 }, undefined);
    expect(Buffer.from(six.start()).toString()).toContain('CONNECT [2001:db8::1]:80 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n');
    expect(() => new HttpConnectHandshake({ host: 'dc.example', port: 443 }, undefined)).toThrow(RangeError);
  });

  const cases: [string, string, boolean, string][] = [
    ['an answer of HTTP/1.1', ok, false, 'open'],
    ['an answer of HTTP/1.0 with headers', 'HTTP/1.0 200 Connection established\r\nVia: 1.0 squid\r\nX: y\r\n\r\n', false, 'open'],
    ['another success', 'HTTP/1.1 204\r\n\r\n', false, 'open'],
    ['line ends of Unix', 'HTTP/1.1 200 OK\nA: b\n\n', false, 'open'],
    ['a head that is not complete', 'HTTP/1.1 200 OK\r\nVia: x\r\n', false, 'waiting'],
    ['a login is asked for', 'HTTP/1.1 407 Proxy Authentication Required\r\n', false, 'loginNeeded'],
    ['a wrong login', 'HTTP/1.1 407 Proxy Authentication Required\r\n', true, 'wrongLogin'],
    ['a wrong login, as tinyproxy says it', 'HTTP/1.1 401 Unauthorized\r\n', true, 'wrongLogin'],
    ['a refusal', 'HTTP/1.1 403 Forbidden\r\n', false, 'forbidden'],
    ['a site and no proxy', 'HTTP/1.1 405 Method Not Allowed\r\n', false, 'forbidden'],
    ['a target that cannot be reached', 'HTTP/1.1 502 Bad Gateway\r\n', false, 'unreachable'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n', false, 'notAProxy'],
    ['SOCKS', '\x05\x00', false, 'notAProxy'],
    ['a status that is none', 'HTTP/1.1 2000 OK\r\n\r\n', false, 'notAProxy'],
    ['an endless line', `HTTP/1.1 200 ${'x'.repeat(20_000)}`, false, 'notAProxy'],
    ['endless headers', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(4_000)}`, false, 'notAProxy'],
    ['bytes behind the head', `${ok}x`, false, 'notAProxy'],
  ];
  it.each(cases)('%s', (_, answer, withLogin, end) => {
    expect(run(answer, withLogin).end).toBe(end);
  });

  it('understands the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases.filter(([name]) => !/behind|endless/.test(name))), cuts, ([, answer, withLogin, end], sizes) => {
        expect(run(answer, withLogin, sizes).end).toBe(end);
      }),
    );
  });
});

it('reads addresses of both kinds', () => {
  expect(ipBytes('1.2.3.255')).toEqual(Uint8Array.of(1, 2, 3, 255));
  expect(Buffer.from(ipBytes('::ffff:1.2.3.4')).toString('hex')).toBe('00000000000000000000ffff01020304');
  expect(Buffer.from(ipBytes('fe80::1%eth0')).toString('hex')).toBe('fe800000000000000000000000000001');
  for (const text of ['', 'localhost', '1.2.3', '1.2.3.256', ':::']) expect(() => ipBytes(text)).toThrow(RangeError);
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const groups = Buffer.from(ipBytes(text)).toString('hex').replace(/(....)(?=.)/g, '$1:');
      const list = new BlockList();
      list.addAddress(groups, 'ipv6');
      expect(list.check(text, 'ipv6')).toBe(true);
    }),
  );
});
