import servers from '../../assets/servers.json' with { type: 'json' };
import { invariant } from '#shared/assert.ts';
import type { DcAddress, Environment } from '../mtproto/index.ts';

/** Which network an engine belongs to. Accounts and tokens of one never meet those of another. */
export interface NamedEnvironment {
  kind: 'production' | 'test' | 'local';
  environment: Environment;
}

/** Telegram's own servers, from `assets/servers.json` (core.telegram.org/api/datacenter). */
export function telegramEnvironment(kind: 'production' | 'test'): NamedEnvironment {
  return { kind, environment: servers[kind] };
}

/** A local DC: what `npm run dc` prints when it is ready. */
export interface LocalDcDescription {
  dcs: { id: number; host: string; port: number; mediaOnly?: boolean; cdn?: boolean }[];
  /** PEM, PKCS#1. */
  publicKey: string;
}

export function localEnvironment(description: LocalDcDescription, defaultDcId = 2): NamedEnvironment {
  // It listens where it says, and nowhere else.
  const addresses = description.dcs.map((dc) => ({ ...dc, thisPortOnly: true, ...(dc.host.includes(':') ? { ipv6: true } : {}) }));
  return { kind: 'local', environment: { test: true, addresses, publicKeys: [description.publicKey], defaultDcId } };
}

/** The first known address of a DC, of the default one when none is named, and the id by which it is announced. */
export function checkedDc({ addresses, defaultDcId, test }: Environment, dcId = defaultDcId): { address: DcAddress; wireId: number } {
  const address = addresses.find(({ id }) => id === dcId) ?? addresses[0];
  invariant(address !== undefined, 'an environment has addresses');
  return { address, wireId: test ? address.id + 10_000 : address.id };
}
