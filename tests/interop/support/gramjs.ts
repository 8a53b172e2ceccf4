import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import type { TelegramClient as GramJsClient } from 'telegram';
import type { LocalDc } from '../../dc/index.ts';

/** GramJS is CommonJS with parts that its entry does not export. */
const require = createRequire(import.meta.url);
const { Api, TelegramClient, sessions, extensions } = require('telegram') as typeof import('telegram');
const { LogLevel } = require('telegram/extensions/Logger.js') as typeof import('telegram/extensions/Logger.js');
const connections = require('telegram/network/index.js') as typeof import('telegram/network/index.js');
const rsa = require('telegram/crypto/RSA.js') as { _serverKeys: Map<string, { n: unknown; e: number }> };
const { AuthKey } = require('telegram/crypto/AuthKey.js') as typeof import('telegram/crypto/AuthKey.js');
const bigInt = require('big-integer') as typeof import('big-integer');

export { Api, bigInt };

export type GramJsTransport = 'full' | 'abridged' | 'obfuscated';

const TRANSPORTS = {
  full: connections.ConnectionTCPFull,
  abridged: connections.ConnectionTCPAbridged,
  obfuscated: connections.ConnectionTCPObfuscated,
};

export interface GramJsOptions {
  transport?: GramJsTransport;
  dcId?: number;
  /** A saved session to continue with. */
  session?: string;
}

/** A GramJS client that knows the local DC's key and the address of one DC. */
export function gramJsClient(dc: LocalDc, options: GramJsOptions = {}): GramJsClient {
  trust(dc);
  padSharedKeys();
  const home = dc.dcs.find(({ id }) => id === (options.dcId ?? 1));
  if (home === undefined) throw new Error('No such DC');
  const session = new sessions.StringSession(options.session ?? '');
  if (options.session === undefined) session.setDC(home.id, home.host, FIXED_PORT);
  const client = new TelegramClient(session, 12345, '0123456789abcdef0123456789abcdef', {
    connection: TRANSPORTS[options.transport ?? 'full'],
    baseLogger: new extensions.Logger(LogLevel.NONE),
    connectionRetries: 3,
    reconnectRetries: 10,
    useWSS: false,
    networkSocket: socketTo(home.port),
    autoReconnect: true,
  });
  return client;
}

/** GramJS always starts at port 80, whatever its session says, and keeps ports as signed 16-bit numbers. */
const FIXED_PORT = 80;

function socketTo(port: number): typeof extensions.PromisedNetSockets {
  return class extends extensions.PromisedNetSockets {
    override connect(wanted: number, host: string): Promise<this> {
      return super.connect(wanted === FIXED_PORT ? port : wanted, host) as Promise<this>;
    }
  };
}

function trust(dc: LocalDc): void {
  const { n, e } = createPublicKey(dc.publicKey).export({ format: 'jwk' });
  const fingerprint = BigInt.asIntN(64, BigInt(`0x${dc.fingerprint}`)).toString();
  const modulus = Buffer.from(n ?? '', 'base64url').toString('hex');
  rsa._serverKeys.set(fingerprint, { n: bigInt(modulus, 16), e: Buffer.from(e ?? '', 'base64url').readUIntBE(0, 3) });
}

/** GramJS drops the leading zero bytes of the shared key, which makes one key in 256 wrong; they are put back here. */
function padSharedKeys(): void {
  const prototype = AuthKey.prototype as { setKey(value?: Buffer): Promise<void>; padded?: boolean };
  if (prototype.padded === true) return;
  const original = prototype.setKey;
  prototype.padded = true;
  prototype.setKey = function (value) {
    const short = value instanceof Buffer && value.length < 256;
    return original.call(this, short ? Buffer.concat([Buffer.alloc(256 - value.length), value]) : value);
  };
}
