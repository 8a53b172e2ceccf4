import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proxy } from '#shared/model/index.ts';
import { formatProxyLink, parseProxyLink } from '#shared/links/proxy-link.ts';
import { parseProxySecret, proxyProblem, sameProxy, tidyProxy } from '#shared/proxy/index.ts';

const key = '00112233445566778899aabbccddeeff';
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (text: string): string => Buffer.from(text).toString('hex');
const mtproto = (secret: string): Proxy => ({ kind: 'mtproto', host: 'proxy.example', port: 443, secret });

describe('secrets of MTProto proxies', () => {
  it('come in three kinds', () => {
    expect(parseProxySecret(key)).toEqual({ kind: 'plain', key: bytes(key) });
    expect(parseProxySecret(`dd${key}`)).toEqual({ kind: 'padded', key: bytes(key) });
    expect(parseProxySecret(`EE${key}${hexOf('www.example.com')}`)).toEqual({ kind: 'tls', key: bytes(key), domain: 'www.example.com' });
  });

  it('are the same in hexadecimal, base64 and base64url, padded or not', () => {
    const secret = fc.oneof(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }).map((one) => Uint8Array.of(0xdd, ...one)),
      fc.tuple(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.domain()).map(([one, domain]) => Uint8Array.of(0xee, ...one, ...Buffer.from(domain.slice(0, 182)))),
    );
    fc.assert(
      fc.property(secret, (one) => {
        const buffer = Buffer.from(one);
        const expected = parseProxySecret(buffer.toString('hex'));
        expect(expected).toBeTypeOf('object');
        const base64 = buffer.toString('base64');
        for (const text of [base64, base64.replace(/=/g, ''), buffer.toString('base64url'), ` ${buffer.toString('hex').toUpperCase()}\n`]) {
          expect(parseProxySecret(text)).toEqual(expected);
          expect(sameProxy(mtproto(text), mtproto(buffer.toString('hex')))).toBe(true);
        }
      }),
    );
  });

  it.each([
    ['', 'invalid'],
    ['hello world', 'invalid'],
    [key.slice(2), 'invalid'],
    ['ü'.repeat(20), 'invalid'],
    [`aa${key}`, 'unsupported'],
    [`ee${key}`, 'unsupported'],
    [`dd${key}00`, 'unsupported'],
    [`ee${key}${hexOf('a'.repeat(183))}`, 'unsupported'],
    [`ee${key}${hexOf('two words')}`, 'unsupported'],
  ])('%j is %s', (text, problem) => {
    expect(parseProxySecret(text)).toBe(problem);
  });

  it('in base64 may look like too short a hexadecimal one', () => {
    expect(parseProxySecret('abcdefabcdefabcdefabcA')).toEqual({ kind: 'plain', key: new Uint8Array(Buffer.from('abcdefabcdefabcdefabcA', 'base64')) });
  });

  it('may name a site of up to 182 bytes', () => {
    expect(parseProxySecret(`ee${key}${hexOf('a'.repeat(182))}`)).toMatchObject({ kind: 'tls', domain: 'a'.repeat(182) });
  });

  it('never make the parser throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        const secret = parseProxySecret(text);
        if (typeof secret === 'object') expect(secret.key).toHaveLength(16);
      }),
    );
  });
});

describe('what a proxy needs', () => {
  const socks: Proxy = { kind: 'socks5', host: '192.0.2.7', port: 1080 };
  it.each<[string, Proxy, string | undefined]>([
    ['a complete one', socks, undefined],
    ['an address of IPv6', { ...socks, host: '2001:db8::7' }, undefined],
    ['a name in another script', { ...socks, host: 'прокси.example' }, undefined],
    ['no host', { ...socks, host: '' }, 'host'],
    ['a host of 255 bytes', { ...socks, host: 'a'.repeat(255) }, undefined],
    ['a host of 256 bytes', { ...socks, host: 'ä'.repeat(128) }, 'host'],
    ['an address with a path', { ...socks, host: 'example.com/path' }, 'host'],
    ['a host that would break a header', { ...socks, host: 'a\r\nb' }, 'host'],
    ['a host with a port in it', { ...socks, host: 'example.com:1080' }, 'host'],
    ['port 0', { ...socks, port: 0 }, 'port'],
    ['port 65536', { ...socks, port: 65_536 }, 'port'],
    ['port 1.5', { ...socks, port: 1.5 }, 'port'],
    ['a password without a user', { ...socks, kind: 'socks5', password: 'x' }, 'username'],
    ['a user name of 128 bytes', { ...socks, kind: 'socks5', username: 'u'.repeat(128) }, 'username'],
    ['a password of 128 bytes', { ...socks, kind: 'socks5', username: 'u', password: 'p'.repeat(128) }, 'password'],
    ['a colon in a user name of HTTP', { ...socks, kind: 'http', username: 'a:b' }, 'username'],
    ['no secret', mtproto('zz'), 'secretInvalid'],
    ['an unknown kind of secret', mtproto(`ab${key}`), 'secretUnsupported'],
  ])('%s', (_, proxy, problem) => {
    expect(proxyProblem(proxy)).toBe(problem);
  });

  it('is told apart by kind, place and login', () => {
    expect(sameProxy(socks, { ...socks, host: '192.0.2.7 ' })).toBe(true);
    expect(sameProxy({ ...socks, host: 'A.example' }, { ...socks, host: 'a.example' })).toBe(true);
    expect(sameProxy(socks, { ...socks, kind: 'http' })).toBe(false);
    expect(sameProxy(socks, { ...socks, username: 'me' } as Proxy)).toBe(false);
    expect(sameProxy(socks, mtproto(key))).toBe(false);
    expect(tidyProxy({ ...socks, host: '[2001:db8::7]', username: '', password: '' } as Proxy)).toEqual({ ...socks, host: '2001:db8::7' });
  });
});

describe('links to proxies', () => {
  it.each<[string, Proxy]>([
    [`tg://proxy?server=proxy.example&port=443&secret=${key}`, mtproto(key)],
    [`tg:proxy?server=proxy.example&port=443&secret=dd${key}#fragment`, mtproto(`dd${key}`)],
    [`https://t.me/proxy?server=proxy.example&port=443&secret=${key}`, mtproto(key)],
    [`http://www.T.me/proxy/?port=443&secret=${key}&server=proxy.example`, mtproto(key)],
    [`t.me/proxy?server=proxy.example&port=443&secret=${key}`, mtproto(key)],
    [`https://telegram.me:443/proxy?server=proxy.example&port=443&secret=${key}`, mtproto(key)],
    ['tg://proxy?server=proxy.example&port=443&secret=ABEiM0RVZneImaq7zN3u/w==', mtproto('ABEiM0RVZneImaq7zN3u/w==')],
    ['tg://socks?server=192.0.2.7&port=1080', { kind: 'socks5', host: '192.0.2.7', port: 1080 }],
    ['https://t.me/socks?server=h.example&port=1080&user=me&pass=p%26q', { kind: 'socks5', host: 'h.example', port: 1080, username: 'me', password: 'p&q' }],
  ])('%s', (link, proxy) => {
    expect(parseProxyLink(link)).toEqual({ proxy });
  });

  it.each([
    ['tg://proxy?server=&port=443&secret=' + key, 'host'],
    ['tg://proxy?server=a.example&port=99999&secret=' + key, 'port'],
    ['tg://proxy?server=a.example&port=4e2&secret=' + key, 'port'],
    ['tg://proxy?server=a.example&port=443', 'secretInvalid'],
    ['tg://proxy?server=a.example&port=443&secret=ab' + key, 'secretUnsupported'],
    ['tg://socks?server=a.example&port=443&pass=x', 'username'],
  ])('%s is of a proxy that cannot be used', (link, problem) => {
    expect(parseProxyLink(link)).toEqual({ problem });
  });

  it.each([
    '',
    'proxy',
    'https://example.com/proxy?server=a&port=1&secret=' + key,
    'https://t.me.example.com/proxy?server=a&port=1&secret=' + key,
    'https://user@t.me/proxy?server=a&port=1&secret=' + key,
    'https://t.me:8443/proxy?server=a&port=1&secret=' + key,
    'https://t.me/durov',
    'tg://resolve?domain=proxy',
    'tg://http?server=a&port=1',
  ])('%j is none', (link) => {
    expect(parseProxyLink(link)).toBeUndefined();
  });

  it('say again what they were made of', () => {
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    const port = fc.integer({ min: 1, max: 65_535 });
    const login = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => Buffer.byteLength(text) < 128);
    const proxy = fc.oneof(
      fc.record({ kind: fc.constant('socks5' as const), host, port }),
      fc.record({ kind: fc.constant('socks5' as const), host, port, username: login, password: login }),
      fc.record({ kind: fc.constant('mtproto' as const), host, port, secret: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((one) => Buffer.from(one).toString('base64')) }),
    );
    fc.assert(
      fc.property(proxy, fc.constantFrom('https' as const, 'tg' as const), (one, form) => {
        expect(parseProxyLink(formatProxyLink(one, form) ?? '')).toEqual({ proxy: one });
      }),
    );
  });

  it('do not exist for HTTP proxies', () => {
    expect(formatProxyLink({ kind: 'http', host: 'a.example', port: 8080 })).toBeUndefined();
  });

  it('never make the parser throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void [parseProxyLink(text), parseProxyLink(`tg://proxy?${text}`), parseProxyLink(`t.me/socks?${text}`)]));
  });
});
