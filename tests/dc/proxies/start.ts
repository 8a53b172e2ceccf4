import { randomBytes } from 'node:crypto';
import { SecretLedger } from '../secrets.ts';
import { HttpProxyServer } from './http-server.ts';
import { MtproxyServer } from './mtproxy-server.ts';
import type { MtproxyKind } from './mtproxy-server.ts';
import { Socks5Server } from './socks5-server.ts';
import type { Login } from './socks5-server.ts';

/** What somebody needs to know to use a proxy. */
export interface ProxyDescription {
  kind: 'socks5' | 'http' | 'mtproto';
  host: string;
  port: number;
  username?: string;
  password?: string;
  secret?: string;
}

export interface AllProxies {
  socks5: Socks5Server;
  socks5Login: Socks5Server;
  http: HttpProxyServer;
  httpLogin: HttpProxyServer;
  plain: MtproxyServer;
  padded: MtproxyServer;
  tls: MtproxyServer;
  /** Of those with a login. */
  login: Login;
  describe(): Record<'socks5' | 'socks5Login' | 'http' | 'httpLogin' | MtproxyKind, ProxyDescription>;
  close(): Promise<void>;
}

/** Starts a proxy of every kind in front of some data centers. */
export async function startProxies(dcs: () => readonly { id: number; host: string; port: number; mediaOnly?: boolean }[], now?: () => number): Promise<AllProxies> {
  const login = { username: 'windhover', password: 'storm & 100% wind' };
  const mtproxy = (kind: MtproxyKind): MtproxyServer =>
    new MtproxyServer({
      kind,
      key: randomBytes(16),
      domain: 'www.example.com',
      endpoint: (dcId, media) => dcs().find(({ id, mediaOnly = false }) => id === dcId && mediaOnly === media),
      ...(now === undefined ? {} : { now }),
    });
  const servers = {
    socks5: new Socks5Server(),
    socks5Login: new Socks5Server(login),
    http: new HttpProxyServer(),
    httpLogin: new HttpProxyServer(login),
    plain: mtproxy('plain'),
    padded: mtproxy('padded'),
    tls: mtproxy('tls'),
  };
  const ledger = new SecretLedger();
  for (const text of [login.username, login.password, Buffer.from(`${login.username}:${login.password}`).toString('base64')]) ledger.text(text);
  for (const { secret } of [servers.plain, servers.padded, servers.tls]) ledger.text(secret);
  for (const { secret } of [servers.padded, servers.tls]) ledger.bytes(Buffer.from(secret, 'hex').subarray(1, 17));
  ledger.flush();
  await Promise.all(Object.values(servers).map((server) => server.start()));
  const place = ({ host, port }: { host: string; port: number }): { host: string; port: number } => ({ host, port });
  return {
    ...servers,
    login,
    describe: () => ({
      socks5: { kind: 'socks5', ...place(servers.socks5) },
      socks5Login: { kind: 'socks5', ...place(servers.socks5Login), ...login },
      http: { kind: 'http', ...place(servers.http) },
      httpLogin: { kind: 'http', ...place(servers.httpLogin), ...login },
      plain: { kind: 'mtproto', ...place(servers.plain), secret: servers.plain.secret },
      padded: { kind: 'mtproto', ...place(servers.padded), secret: servers.padded.secret },
      tls: { kind: 'mtproto', ...place(servers.tls), secret: servers.tls.secret },
    }),
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
    },
  };
}
