import {
  IntermediatePacketCodec,
  MemoryStorage,
  ObfuscatedPacketCodec,
  PaddedIntermediatePacketCodec,
  TcpTransport,
  TelegramClient,
} from '@mtcute/node';
import type { IPacketCodec, TelegramTransport } from '@mtcute/node';
import { NodeCryptoProvider, addPublicKey } from '@mtcute/node/utils.js';
import type { LocalDc } from '../../dc/index.ts';

export type MtcuteTransport = 'intermediate' | 'padded' | 'obfuscated-intermediate' | 'obfuscated-padded';

class ChosenTransport extends TcpTransport {
  readonly #name: MtcuteTransport;

  constructor(name: MtcuteTransport) {
    super();
    this.#name = name;
  }

  override packetCodec(): IntermediatePacketCodec {
    const padded = this.#name.endsWith('padded');
    const codec: IPacketCodec = padded ? new PaddedIntermediatePacketCodec() : new IntermediatePacketCodec();
    // The declared type is narrower than what the client needs, which is any codec.
    return (this.#name.startsWith('obfuscated') ? new ObfuscatedPacketCodec(codec) : codec) as IntermediatePacketCodec;
  }
}

export interface MtcuteOptions {
  transport?: MtcuteTransport;
  /** Another way to the DC, such as a proxy. */
  through?: TelegramTransport;
  usePfs?: boolean;
  dcId?: number;
  logLevel?: number;
  disableUpdates?: boolean;
  /** That of an earlier client, whose keys are to be used. */
  storage?: MemoryStorage;
}

export { MemoryStorage };

/** An mtcute client that knows the local DC's key and addresses, with nothing on disk. */
export async function mtcuteClient(dc: LocalDc, options: MtcuteOptions = {}): Promise<TelegramClient> {
  const crypto = new NodeCryptoProvider();
  await crypto.initialize();
  addPublicKey(crypto, dc.publicKey);
  const home = dc.dcs.find(({ id }) => id === (options.dcId ?? 1));
  if (home === undefined) throw new Error('No such DC');
  const address = { id: home.id, ipAddress: home.host, port: home.port };
  return new TelegramClient({
    apiId: 12345,
    apiHash: '0123456789abcdef0123456789abcdef',
    storage: options.storage ?? new MemoryStorage(),
    crypto,
    transport: options.through ?? new ChosenTransport(options.transport ?? 'intermediate'),
    defaultDcs: { main: address, media: address },
    logLevel: options.logLevel ?? 0,
    network: { usePfs: options.usePfs ?? false },
    ...(options.disableUpdates === true ? { disableUpdates: true } : {}),
  });
}
