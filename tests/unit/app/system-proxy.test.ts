import { describe, expect, it } from 'vitest';
import { environmentProxy, parsePacResult } from '../../../src-main/app/system-proxy/index.ts';

const http = (host: string, port: number, login = {}) => ({ kind: 'proxy', proxy: { kind: 'http', host, port, ...login } });
const socks5 = (host: string, port: number, login = {}) => ({ kind: 'proxy', proxy: { kind: 'socks5', host, port, ...login } });
const direct = { kind: 'direct' };
const unusable = { kind: 'unusable' };

describe("what Chromium reads in the system's settings", () => {
  it.each([
    ['DIRECT', direct],
    ['', direct],
    ['PROXY office.example:3128', http('office.example', 3128)],
    ['proxy office.example:3128;direct', http('office.example', 3128)],
    ['PROXY office.example', http('office.example', 80)],
    [' SOCKS5  [2001:db8::1]:1081 ; PROXY b:2', socks5('2001:db8::1', 1081)],
    ['SOCKS5 s.example', socks5('s.example', 1080)],
    // TLS to the proxy and version 4 of SOCKS are not spoken; the next one is taken, but no direct way behind them.
    ['HTTPS tls.example:443; SOCKS old.example:1080; PROXY b:2', http('b', 2)],
    ['HTTPS tls.example:443; DIRECT', unusable],
    ['SOCKS old.example:1080', unusable],
    ['SOCKS4 old.example:1080', unusable],
    ['PROXY bad host:1', unusable],
    ['PROXY office.example:70000', unusable],
    ['QUIC q.example:443', unusable],
    // A direct way in the first place is meant.
    ['DIRECT; PROXY office.example:3128', direct],
  ])('%s', (text, answer) => expect(parsePacResult(text)).toEqual(answer));
});

describe('what environment variables name', () => {
  const ask = (env: Record<string, string>, url = 'https://149.154.167.51:443/') => environmentProxy(env)(url);

  it.each([
    [{}, direct],
    [{ HTTPS_PROXY: '' }, direct],
    [{ HTTPS_PROXY: 'http://office.example:3128' }, http('office.example', 3128)],
    [{ HTTPS_PROXY: 'office.example:3128' }, http('office.example', 3128)],
    [{ HTTPS_PROXY: 'http://office.example/' }, http('office.example', 80)],
    [{ https_proxy: 'socks5://s.example:80', HTTPS_PROXY: 'http://other:1' }, socks5('s.example', 80)],
    [{ ALL_PROXY: 'socks5h://s.example' }, socks5('s.example', 1080)],
    [{ all_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, http('b', 2)],
    [{ HTTPS_PROXY: 'http://no%40ra:w%3Anter@[2001:db8::1]:8080' }, http('2001:db8::1', 8080, { username: 'no@ra', password: 'w:nter' })],
    [{ HTTPS_PROXY: 'socks5://nora:winter@s.example:1080' }, socks5('s.example', 1080, { username: 'nora', password: 'winter' })],
    [{ HTTPS_PROXY: 'https://tls.example:443' }, unusable],
    [{ HTTPS_PROXY: 'socks4://old.example' }, unusable],
    [{ HTTPS_PROXY: 'http://' }, unusable],
    // Plain HTTP has nothing to do with Telegram.
    [{ HTTP_PROXY: 'http://a:1', http_proxy: 'http://a:1' }, direct],
  ])('%o', async (env, answer) => expect(await ask(env)).toEqual(answer));

  it.each([
    ['*', true],
    ['149.154.167.51', true],
    ['149.154.160.0/20', true],
    ['10.0.0.0/8, 149.154.167.0/24', true],
    ['149.154.167.51:443', true],
    ['149.154.167.51:80', false],
    ['149.154.167.5', false],
    ['10.0.0.0/8', false],
    ['154.167.51', false],
    ['149.154.167.0/99', false],
    ['telegram.org', false],
  ])('no_proxy=%s exempts an address: %s', async (list, exempt) => {
    const answer = await ask({ HTTPS_PROXY: 'http://p:1', NO_PROXY: list });
    expect(answer.kind).toBe(exempt ? 'direct' : 'proxy');
  });

  it.each([
    ['https://[2001:db8::7]:443/', '2001:db8::/32', true],
    ['https://[2001:db8::7]:443/', '[2001:db8::7]', true],
    ['https://[2001:db8::7]:443/', '2001:db9::/32', false],
    ['https://web.telegram.org/', 'telegram.org', true],
    ['https://web.telegram.org/', '.telegram.org', true],
    ['https://web.telegram.org/', '*.Telegram.org', true],
    ['https://mytelegram.org/', 'telegram.org', false],
  ])('for %s no_proxy=%s: %s', async (url, list, exempt) => {
    const answer = await ask({ https_proxy: 'http://p:1', no_proxy: list }, url);
    expect(answer.kind).toBe(exempt ? 'direct' : 'proxy');
  });
});
