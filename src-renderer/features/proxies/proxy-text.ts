import { assertNever } from '#shared/assert.ts';
import type { ProxyAddress, Proxy, ProxyState, SystemWay } from '#shared/model/index.ts';
import type { ProxyProblem } from '#shared/proxy/index.ts';
import { t } from '../../strings/index.ts';

const words = t.proxies;

/** "proxy.example:1080"; an IPv6 address stands in brackets. */
export function proxyAddress(proxy: Omit<ProxyAddress, 'kind'>): string {
  return proxy.host.includes(':') ? `[${proxy.host}]:${proxy.port}` : `${proxy.host}:${proxy.port}`;
}

/** What is known of a proxy, as a short sentence. */
export function proxyStateText(state: ProxyState): string {
  switch (state.kind) {
    case 'unchecked':
    case 'checking':
      return words.state[state.kind];
    case 'available':
      return words.state.available(state.pingMs);
    case 'connecting':
      return state.reason === undefined ? words.state.connecting : words.state.connectingAgain(state.reason);
    case 'online':
      return state.pingMs === undefined ? words.state.online : words.state.onlineWithPing(state.pingMs);
    case 'unavailable':
      return words.state.unavailable(state.reason);
    default:
      return assertNever(state, 'state of a proxy');
  }
}

/** What the settings of this computer want, and how that does; undefined while they are not followed. */
export function systemWayText(system: SystemWay | undefined, connected: boolean): string {
  switch (system?.kind) {
    case undefined:
      return words.systemNote;
    case 'asking':
      return words.systemAsking;
    case 'direct':
      return connected ? words.systemDirectOnline : words.systemDirect;
    case 'proxy':
      return words.systemProxy(words.kinds[system.proxy.kind], proxyAddress(system.proxy), proxyStateText(system.state));
    case 'unusable':
      return system.reason;
    default:
      return assertNever(system, 'way of the system');
  }
}

/** The fields of the form that a problem can belong to. */
export type ProxyField = 'host' | 'port' | 'username' | 'password' | 'secret';

/** Where a problem of a proxy belongs in the form, and the sentence for it. */
export function problemText(problem: ProxyProblem, proxy: Proxy): { field: ProxyField; text: string } {
  switch (problem) {
    case 'host':
    case 'port':
      return { field: problem, text: words.problems[problem] };
    case 'username':
      return { field: 'username', text: usernameText(proxy) };
    case 'password':
      return { field: 'password', text: words.problems.passwordLong };
    case 'secretInvalid': {
      const empty = proxy.kind === 'mtproto' && proxy.secret === '';
      return { field: 'secret', text: empty ? words.problems.secretMissing : words.problems.secretInvalid };
    }
    case 'secretUnsupported':
      return { field: 'secret', text: words.problems.secretUnsupported };
    default:
      return assertNever(problem, 'problem of a proxy');
  }
}

function usernameText(proxy: Proxy): string {
  const username = (proxy.kind === 'mtproto' ? undefined : proxy.username) ?? '';
  if (username === '') return words.problems.usernameMissing;
  return proxy.kind === 'http' && username.includes(':') ? words.problems.usernameColon : words.problems.usernameLong;
}
