import type { ProxyProblem } from '#shared/proxy/index.ts';
import type { ProxyErrorReason } from '../../mtproto/proxy/errors.ts';

/** Why a proxy does not work, for the person. */
export const PROXY_REASONS: Record<ProxyErrorReason, string> = {
  unresolved: 'The host name of the proxy cannot be found. Check it, and your network.',
  refused: 'Nothing answers at the address of the proxy. Check host and port, and your network.',
  timeout: 'The proxy does not answer in time.',
  closed: 'The proxy closed the connection. Check its port, and the secret if it has one.',
  notAProxy: 'There is no proxy of this kind at that address. Check the kind, host and port.',
  loginNeeded: 'The proxy asks for a user name and a password.',
  wrongLogin: 'The proxy does not accept this user name and password.',
  forbidden: 'The proxy does not allow connections to Telegram.',
  unreachable: 'The proxy works, but cannot reach Telegram.',
  wrongSecret: 'The proxy does not know this secret. Check it, and the clock of this computer.',
  unknownChoice: 'The list of proxies is damaged. Choose in the settings how Petrel connects.',
  systemUnusable: 'The settings of this computer ask for a kind of proxy that Petrel cannot use. Choose another way to connect.',
};

/** What is wrong with a proxy that a person wants to keep. */
export const PROXY_PROBLEMS: Record<ProxyProblem, string> = {
  host: 'Type the host name or address of the proxy.',
  port: 'The port must be a number from 1 to 65535.',
  username: 'This user name cannot be used with this kind of proxy.',
  password: 'This password is too long for this kind of proxy.',
  secretInvalid: 'This secret is invalid. Copy it again from where you got the proxy.',
  secretUnsupported: 'Petrel does not support this kind of secret.',
};

export const LIST_LOST =
  'The list of proxies on this computer is damaged and was set aside. Petrel does not connect until you choose a proxy, or to use none.';

/** What is said of a connection through a proxy that ended in any other way. */
export const PROXY_FAILED = PROXY_REASONS.unreachable;
