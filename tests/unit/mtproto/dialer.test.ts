import { describe, expect, it } from 'vitest';
import { ReconnectLimiter } from '../../../src-main/mtproto/connection/reconnect-limiter.ts';
import { Dialer } from '../../../src-main/mtproto/dialing/dialer.ts';
import { Endpoints } from '../../../src-main/mtproto/dialing/endpoints.ts';
import type { Line } from '../../../src-main/mtproto/dialing/line.ts';
import type { Route } from '../../../src-main/mtproto/dialing/route.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import { paddedIntermediate } from '../../../src-main/mtproto/transport/padded.ts';
import type { DcAddress } from '../../../src-main/mtproto/types.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeNetwork, type Behaviour } from './fake-network.ts';
import { seededRandom } from './session-peer.ts';

interface Outcome {
  line?: Line;
  error?: Error;
  at: number;
}

/** A dialer on a machine whose network is what the test says. */
function machine(addresses: DcAddress[], behaviours: Record<string, Behaviour>, { delay = 20, route }: { delay?: number; route?: Route } = {}) {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock, behaviours, delay);
  const runtime = { clock, random: seededRandom(), connect: network.connect, log: silentLogger };
  const endpoints = new Endpoints(clock, [], addresses);
  const dialer = new Dialer({ runtime, endpoints, test: false, route });
  const dial = (use: 'general' | 'media' | 'cdn' = 'general') => {
    const started = clock.monotonic();
    const outcomes: Outcome[] = [];
    const limit = new ReconnectLimiter(clock, runtime.random);
    const handle = dialer.dial({ dcId: 2, use }, limit, {
      onLine: (line) => {
        line.listen({ onFrame: () => undefined, onClose: (error) => outcomes.push({ error: error ?? new Error('closed'), at: clock.monotonic() - started }) });
        outcomes.push({ line, at: clock.monotonic() - started });
      },
      onFailed: (error) => outcomes.push({ error, at: clock.monotonic() - started }),
    });
    return { outcomes, cancel: () => handle.cancel() };
  };
  return { clock, network, endpoints, dialer, dial };
}

const at = (host: string, extra: Partial<DcAddress> = {}): DcAddress => ({ id: 2, host, port: 443, thisPortOnly: true, ...extra });

describe('dialing', () => {
  it('takes an endpoint that works as it is, without a check', () => {
    const { clock, network, endpoints, dial } = machine([at('a'), at('b')], { 'a:443': 'answers', 'b:443': 'answers' });
    endpoints.worked(at('a'));
    const { outcomes } = dial();
    clock.advance(20);
    expect(outcomes.map(({ line }) => line?.isOpen)).toEqual([true]);
    clock.advance(1_000);
    expect(network.sockets.map(({ target, requests }) => `${target} ${requests}`)).toEqual(['a:443 0']);
  });

  it('takes the only endpoint there is without a check', () => {
    const { clock, network, dial } = machine([at('a')], { 'a:443': 'answers' });
    const { outcomes } = dial();
    clock.advance(20);
    expect(outcomes.length).toBe(1);
    expect(network.sockets[0]?.requests).toBe(0);
  });

  it('checks endpoints that are in doubt twice, and takes the first that answers', () => {
    const { clock, network, dial } = machine([at('a'), at('b')], { 'a:443': 'answers', 'b:443': 'answers' });
    const { outcomes } = dial();
    clock.advance(59);
    expect(outcomes).toEqual([]);
    clock.advance(1);
    expect(outcomes.map(({ at: when }) => when)).toEqual([60]);
    expect(network.sockets.map(({ target, requests }) => `${target} ${requests}`)).toEqual(['a:443 2']);
  });

  it.each(['mute', 'liar', 'refuses', 'absent'] as const)('goes past endpoints that are %s', (behaviour) => {
    const { clock, network, dial } = machine([at('a'), at('b'), at('c')], { 'a:443': behaviour, 'b:443': behaviour, 'c:443': 'answers' });
    const { outcomes } = dial();
    clock.advance(1_000);
    expect(outcomes.length).toBe(1);
    expect(network.sockets.find(({ target }) => target === 'c:443')?.closed).toBe(false);
  });

  it.each(['mute', 'refuses', 'absent', 'liar'] as const)('finds the only one of five that lives within five seconds, the others being %s', (behaviour) => {
    const hosts = ['a', 'b', 'c', 'd'];
    const dead = Object.fromEntries(hosts.map((host) => [`${host}:443`, behaviour]));
    const { clock, network, dial, endpoints } = machine([...hosts.map((host) => at(host)), at('e')], { ...dead, 'e:443': 'answers' });
    const { outcomes } = dial();
    clock.advance(5_000);
    expect(outcomes.map(({ line }) => line?.isOpen)).toEqual([true]);
    expect(network.sockets.length).toBeLessThanOrEqual(5);
    expect(endpoints.candidates(2, 'general', { route: 'direct', ipv6: false })[0]?.address.host).toBe('e');
  });

  it('gives a slow link the time that it needs', () => {
    const { clock, network, dial } = machine(['a', 'b', 'c', 'd'].map((host) => at(host)), { 'a:443': 'answers', 'b:443': 'answers', 'c:443': 'answers' }, { delay: 1_200 });
    const { outcomes } = dial();
    clock.advance(6_000);
    expect(outcomes.map(({ at: when }) => when)).toEqual([3_600]);
    expect(network.sockets.length).toBe(3);
  });

  it('tries three abreast at most, 250 ms apart', () => {
    const hosts = ['a', 'b', 'c', 'd'];
    const { clock, network, dial } = machine(hosts.map((host) => at(host)), {});
    dial();
    clock.advance(1_999);
    expect(network.sockets.map((socket) => socket.at - 1_000)).toEqual([0, 250, 500]);
    clock.advance(1);
    expect(network.open).toEqual(['b:443', 'c:443', 'd:443']);
  });

  it('comes to the help of an endpoint that worked and does not open any more', () => {
    const { clock, network, endpoints, dial } = machine([at('a'), at('b')], { 'a:443': 'absent', 'b:443': 'answers' });
    endpoints.worked(at('a'));
    const { outcomes } = dial();
    clock.advance(1_999);
    expect(network.sockets.map(({ target }) => target)).toEqual(['a:443']);
    clock.advance(61);
    expect(outcomes.map(({ at: when }) => when)).toEqual([2_060]);
  });

  it('starts IPv6 two seconds after IPv4, and takes it when only it answers', () => {
    const addresses = [at('a'), at('::1', { ipv6: true })];
    const { clock, network, dial } = machine(addresses, { 'a:443': 'absent', '::1:443': 'answers' });
    const { outcomes } = dial();
    clock.advance(5_000);
    expect(network.sockets.map((socket) => socket.at - 1_000)).toEqual([0, 2_000]);
    expect(outcomes.map(({ at: when }) => when)).toEqual([2_060]);
    // It is known to work from now on.
    const again = dial();
    clock.advance(20);
    expect(again.outcomes.map(({ line }) => line?.isOpen)).toEqual([true]);
  });

  it('uses IPv6 at once where there is nothing else, and beside IPv4 where it is welcome', () => {
    const alone = machine([at('::1', { ipv6: true })], { '::1:443': 'answers' });
    const { outcomes } = alone.dial();
    alone.clock.advance(20);
    expect(outcomes.length).toBe(1);
    const both = machine([at('a'), at('::1', { ipv6: true })], { 'a:443': 'absent', '::1:443': 'answers' });
    both.dialer.ipv6 = true;
    const second = both.dial();
    both.clock.advance(310);
    expect(second.outcomes.map(({ at: when }) => when)).toEqual([310]);
  });

  it('keeps a line that came second for ten seconds, for whoever asks next', () => {
    const { clock, network, dial } = machine([at('a'), at('b')], { 'a:443': 'answers', 'b:443': 'answers' }, { delay: 100 });
    const first = dial();
    clock.advance(300);
    expect(first.outcomes.length).toBe(1);
    clock.advance(250);
    expect(network.open).toEqual(['a:443', 'b:443']);
    const second = dial();
    clock.advance(0);
    expect(second.outcomes.map(({ line }) => line?.isOpen)).toEqual([true]);
    expect(network.sockets.length).toBe(2);
    const third = dial('media');
    clock.advance(0);
    expect(third.outcomes).toEqual([]);
  });

  it('does not hand out a line that came second once the route has changed', () => {
    const { clock, network, dialer, dial } = machine([at('a'), at('b')], { 'a:443': 'answers', 'b:443': 'answers' }, { delay: 100 });
    dial();
    clock.advance(550);
    const second = dial();
    dialer.setRoute({ kind: 'direct' });
    clock.advance(0);
    expect(second.outcomes.map(({ line, error }) => line?.dc ?? error?.name)).toEqual(['LineReplaced']);
    expect(network.open).toEqual([]);
  });

  it('closes a line that came second when nobody asks for ten seconds', () => {
    const { clock, network, dial } = machine([at('a'), at('b')], { 'a:443': 'answers', 'b:443': 'answers' }, { delay: 100 });
    const { outcomes } = dial();
    clock.advance(550);
    outcomes[0]?.line?.worked();
    clock.advance(9_999);
    expect(network.open).toEqual(['a:443', 'b:443']);
    clock.advance(1);
    expect(network.open).toEqual(['a:443']);
  });

  it('closes everything when it is cancelled', () => {
    const { clock, network, dial } = machine([at('a'), at('b')], { 'a:443': 'mute', 'b:443': 'mute' });
    const { outcomes, cancel } = dial();
    clock.advance(600);
    expect(network.open.length).toBe(2);
    cancel();
    clock.advance(60_000);
    expect(network.open).toEqual([]);
    expect(outcomes).toEqual([]);
  });

  it('gives up after five candidates, and begins with the others the next time', () => {
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { clock, network, dial } = machine(hosts.map((host) => at(host)), Object.fromEntries(hosts.map((host) => [`${host}:443`, 'refuses'])));
    const { outcomes } = dial();
    clock.advance(10_000);
    expect(outcomes.map(({ error }) => error?.message)).toEqual(['refused']);
    expect(network.sockets.map(({ target }) => target[0])).toEqual(['a', 'b', 'c', 'd', 'e']);
    dial();
    clock.advance(0);
    expect(network.sockets.at(-1)?.target).toBe('f:443');
  });

  it('fails when there is no endpoint at all', () => {
    const { clock, dial } = machine([], {});
    const { outcomes } = dial();
    clock.advance(0);
    expect(outcomes.map(({ error }) => error?.message)).toEqual(['No endpoint']);
  });

  it('gives up an endpoint that opens and never answers after eight seconds', () => {
    const { clock, dial } = machine([at('a')], { 'a:443': 'mute' });
    const { outcomes } = dial();
    clock.advance(8_000);
    expect(outcomes.map(({ line, error }) => (line === undefined ? error?.message : 'line'))).toEqual(['line', 'No answer']);
  });
});

describe('the route', () => {
  const secret = new Uint8Array(16).fill(3);

  it('of an MTProto proxy leads to the proxy alone, whatever the DC', () => {
    const clock = new FakeClock();
    const through = new FakeNetwork(clock, { 'proxy:1': 'answers' });
    const made = machine([at('a'), at('m', { mediaOnly: true })], {});
    const { dialer, network } = made;
    dialer.setRoute({ kind: 'mtproxy', host: 'proxy', port: 1, secret, framing: paddedIntermediate, connect: through.connect, clientProxy: { address: 'proxy', port: 1 } });
    const general = made.dial('general');
    const media = made.dial('media');
    made.clock.advance(0);
    clock.advance(20);
    expect(network.sockets).toEqual([]);
    expect(through.sockets.map(({ target }) => target)).toEqual(['proxy:1', 'proxy:1']);
    expect([general, media].map(({ outcomes }) => outcomes[0]?.line?.dc)).toEqual([2, -2]);
  });

  it('through a tunnel never opens anything beside it', () => {
    const made = machine([at('a'), at('b')], {});
    const through = new FakeNetwork(made.clock, { 'a:443': 'answers', 'b:443': 'answers' });
    made.dialer.setRoute({ kind: 'tunnel', connect: through.connect });
    const { outcomes } = made.dial();
    made.clock.advance(1_000);
    expect(outcomes.length).toBe(1);
    expect(made.network.sockets).toEqual([]);
    expect(through.sockets.length).toBeGreaterThan(0);
  });

  it('that changes ends every line and every attempt', () => {
    const made = machine([at('a'), at('b')], { 'a:443': 'answers', 'b:443': 'answers' });
    const used = made.dial();
    made.clock.advance(1_000);
    const running = made.dial('media');
    made.clock.advance(10);
    made.dialer.setRoute({ kind: 'direct' });
    expect(made.network.open).toEqual([]);
    expect(used.outcomes.at(-1)?.error?.name).toBe('LineReplaced');
    expect(running.outcomes.map(({ error }) => error?.name)).toEqual(['LineReplaced']);
  });
});
