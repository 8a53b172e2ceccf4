import type { Framing } from '../transport/framing.ts';
import type { Connect } from '../transport/socket.ts';

/**
 * How bytes get from here to the data centers. One value per client, replaced as a whole by `MtprotoClient.setRoute`: while it is
 * not `direct`, nothing is opened past it.
 */
export type Route =
  | { kind: 'direct' }
  /** SOCKS5 or HTTP CONNECT. `connect` opens a byte stream to the endpoint that it is given, through the proxy. */
  | { kind: 'tunnel'; connect: Connect }
  | MtproxyRoute;

/** A proxy that speaks MTProto and finds the endpoint itself, by the DC id of the obfuscation header (core.telegram.org/mtproto/mtproto-transports). */
export interface MtproxyRoute {
  kind: 'mtproxy';
  host: string;
  port: number;
  /** 16 bytes, mixed into the obfuscation keys. */
  secret: Uint8Array;
  /** Intermediate, or padded intermediate when the proxy's secret asks for it. */
  framing: Framing;
  /** Opens a byte stream to the proxy; for fake-TLS the handshake is done when it reports that it is open. */
  connect: Connect;
  /** What `initConnection.proxy` names. */
  clientProxy: { address: string; port: number };
}

export const directRoute: Route = { kind: 'direct' };
