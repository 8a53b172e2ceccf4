import { describe, expect, it } from 'vitest';
import { Endpoints, type ChoiceOptions, type EndpointUse } from '../../../src-main/mtproto/dialing/endpoints.ts';
import type { DcAddress } from '../../../src-main/mtproto/types.ts';
import { FakeClock } from './fake-clock.ts';

const direct: ChoiceOptions = { route: 'direct', ipv6: false };
/** An endpoint of DC 2 that listens on its own port alone. */
const only = (port: number, extra: Partial<DcAddress> = {}): DcAddress => ({ id: 2, host: '127.0.0.1', port, thisPortOnly: true, ...extra });

describe('the endpoints of a DC', () => {
  const ports = (endpoints: Endpoints, use: EndpointUse = 'general', options: Partial<ChoiceOptions> = {}): number[] =>
    endpoints.candidates(2, use, { ...direct, ...options }).map(({ address }) => address.port);

  it('come in the order of what works, what was not tried, what failed longest ago; configured ones before built-in ones', () => {
    const clock = new FakeClock();
    const endpoints = new Endpoints(clock, [only(3)], [only(1), only(2)]);
    expect(ports(endpoints)).toEqual([1, 2, 3]);
    endpoints.failed(only(1));
    expect(ports(endpoints)).toEqual([2, 3, 1]);
    clock.advance(10);
    endpoints.failed(only(2));
    clock.advance(10);
    endpoints.failed(only(3));
    expect(ports(endpoints)).toEqual([1, 2, 3]);
    clock.advance(10);
    endpoints.worked(only(3), 40);
    expect(ports(endpoints)).toEqual([3, 1, 2]);
    endpoints.worked(only(2), 20);
    expect(ports(endpoints)).toEqual([2, 3, 1]);
  });

  it('are trusted once they work, unless something went wrong there within ten seconds', () => {
    const clock = new FakeClock();
    const endpoints = new Endpoints(clock, [only(1)], []);
    const trusted = (): boolean | undefined => endpoints.candidates(2, 'general', direct)[0]?.trusted;
    expect(trusted()).toBe(false);
    endpoints.failed(only(1));
    clock.advance(1);
    endpoints.worked(only(1));
    expect(trusted()).toBe(false);
    clock.advance(9_999);
    expect(trusted()).toBe(true);
    endpoints.forgetHealth();
    expect(trusted()).toBe(false);
  });

  it('are tried on the common ports too, own ports first, unless they listen on theirs alone', () => {
    const open = (host: string, port: number): DcAddress => ({ id: 2, host, port });
    const endpoints = new Endpoints(new FakeClock(), [], [open('a', 443), only(8443, { host: 'b' }), open('c', 5222)]);
    const tried = endpoints.candidates(2, 'general', direct).map(({ address }) => `${address.host}:${address.port}`);
    expect(tried).toEqual(['a:443', 'b:8443', 'c:5222', 'a:80', 'c:443', 'a:5222', 'c:80']);
  });

  it('are media endpoints alone for downloads where there are some, and never for anything else', () => {
    const endpoints = new Endpoints(new FakeClock(), [only(1), only(2, { mediaOnly: true })], [only(3)]);
    expect(ports(endpoints, 'general')).toEqual([3, 1]);
    expect(ports(endpoints, 'media')).toEqual([2]);
    expect(endpoints.hasMedia(2)).toBe(true);
    expect(ports(new Endpoints(new FakeClock(), [only(1)], []), 'media')).toEqual([1]);
  });

  it('of CDN DCs belong to CDN connections alone', () => {
    const endpoints = new Endpoints(new FakeClock(), [], [only(1), only(2, { id: 203, cdn: true })]);
    expect([endpoints.knows(203), endpoints.knows(203, 'cdn'), endpoints.knows(2), endpoints.knows(2, 'cdn'), endpoints.knows(9)]).toEqual([false, true, true, false, false]);
    expect(endpoints.candidates(203, 'general', direct)).toEqual([]);
    expect(endpoints.candidates(203, 'cdn', direct).map(({ address }) => address.port)).toEqual([2]);
  });

  it('are static ones first through a tunnel, and last without', () => {
    const endpoints = new Endpoints(new FakeClock(), [], [only(1), only(2, { static: true }), only(3)]);
    expect(ports(endpoints, 'general', { route: 'tunnel' })).toEqual([2, 1, 3]);
    expect(ports(endpoints)).toEqual([1, 3, 2]);
  });

  it('of IPv6 wait two seconds for IPv4, unless IPv6 is welcome, known to work, or IPv4 has failed', () => {
    const clock = new FakeClock();
    const endpoints = new Endpoints(clock, [], [only(6, { host: '::1', ipv6: true }), only(4)]);
    const order = (ipv6 = false): string[] =>
      endpoints.candidates(2, 'general', { route: 'direct', ipv6 }).map(({ address, notBefore }) => `${address.port}+${notBefore}`);
    expect(order()).toEqual(['4+0', '6+2000']);
    expect(order(true)).toEqual(['6+0', '4+0']);
    endpoints.failed(only(4));
    expect(order()).toEqual(['6+0', '4+0']);
    clock.advance(1);
    endpoints.worked(only(4));
    endpoints.worked(only(6, { host: '::1' }));
    expect(order()).toEqual(['6+0', '4+0']);
    const alone = new Endpoints(clock, [], [only(6, { host: '::1', ipv6: true })]);
    expect(alone.candidates(2, 'general', direct).map(({ notBefore }) => notBefore)).toEqual([0]);
  });

  it('are merged with a pushed list, and replaced by a configuration; the built-in ones always stay', () => {
    const endpoints = new Endpoints(new FakeClock(), [only(1)], [only(2)]);
    endpoints.merge([only(3), only(2, { ipv6: true })]);
    expect(endpoints.configured.map(({ port, ipv6 }) => `${port} ${ipv6 ?? false}`)).toEqual(['3 false', '2 true']);
    expect(ports(endpoints).sort()).toEqual([1, 2, 3]);
    endpoints.configure([only(4)]);
    expect(ports(endpoints)).toEqual([4, 1]);
  });
});
