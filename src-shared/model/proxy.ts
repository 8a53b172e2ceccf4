import type { ProxyId } from './ids.ts';

/**
 * A proxy as a person gives it (core.telegram.org/mtproto/mtproto-transports#transport-obfuscation for `mtproto`). `host` is a name
 * or an address without brackets; `secret` is hexadecimal, base64 or base64url text.
 */
export type Proxy =
  | { kind: 'socks5' | 'http'; host: string; port: number; username?: string | undefined; password?: string | undefined }
  | { kind: 'mtproto'; host: string; port: number; secret: string };

/** What is known of a proxy. `pingMs`: milliseconds from the first byte to an answer of Telegram behind it. */
export type ProxyState =
  | { kind: 'unchecked' }
  | { kind: 'checking' }
  | { kind: 'available'; pingMs: number }
  /** In use, not connected. `reason`: why the last attempt failed, a sentence. */
  | { kind: 'connecting'; reason?: string }
  /** In use and connected. */
  | { kind: 'online'; pingMs?: number }
  /** `reason`: a sentence. */
  | { kind: 'unavailable'; reason: string };

/** Where a proxy is, without what lets one in. */
export type ProxyAddress = Pick<Proxy, 'kind' | 'host' | 'port'>;

/** Which way the settings of this computer want, and how it does. */
export type SystemWay =
  | { kind: 'asking' }
  | { kind: 'direct' }
  | { kind: 'proxy'; proxy: ProxyAddress; state: ProxyState }
  /** Nothing connects. `reason`: a sentence. */
  | { kind: 'unusable'; reason: string };

export interface ProxyEntry {
  id: ProxyId;
  proxy: Proxy;
  state: ProxyState;
  /** Unix ms when it last carried a connection; exact to the minute. */
  lastUsedAt?: number;
}

/** All proxies that the person keeps, in their order, for every account of this profile. */
export interface ProxyOverview {
  entries: ProxyEntry[];
  /** The one in use. Without it, and without `system`, connections are direct. */
  activeId?: ProxyId;
  /** The settings of this computer say how to connect. */
  system?: SystemWay;
  /** One that does not connect for a while is left for another of the list that works. */
  autoSwitch?: boolean;
  /** When Telegram cannot be reached directly, other addresses of it are asked for. */
  recovery?: boolean;
  /**
   * The list could not be read: a sentence. Nothing connects, directly or not, until `proxies.use` is called with a proxy or with
   * null, because the list may have named a proxy to use.
   */
  problem?: string;
}
