/** How bytes look once the handshake is over; absent where they travel as they are. */
export interface StreamCodec {
  wrap(bytes: Uint8Array): Uint8Array;
  /** Takes bytes in any cut; returns what has become readable. @throws ProxyError */
  unwrap(bytes: Uint8Array): Uint8Array;
}

/** What follows from received bytes. `rest`: bytes behind the handshake, still wrapped. */
export type HandshakeStep = { done: false; send?: Uint8Array } | { done: true; codec?: StreamCodec; rest?: Uint8Array };

/** The opening talk with a proxy: bytes in, bytes out. One per connection. */
export interface ProxyHandshake {
  /** What is sent first. */
  start(): Uint8Array;
  /** Takes bytes in any cut. Not called again once it has returned `done` or thrown. @throws ProxyError */
  receive(bytes: Uint8Array): HandshakeStep;
}

export interface ProxyLogin {
  username: string;
  password: string;
}

/** The endpoint behind the proxy: an IP address, never a name. */
export interface TunnelTarget {
  host: string;
  port: number;
}
