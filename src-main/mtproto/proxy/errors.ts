/** Why a connection through a proxy did not come about. */
export type ProxyErrorReason =
  /** Its host name has no address. */
  | 'unresolved'
  /** Nothing listens there, or there is no way to it. */
  | 'refused'
  | 'timeout'
  /** It closed the connection without a word: an MTProto proxy does so when it does not know the secret. */
  | 'closed'
  /** What it answered is not the protocol of this kind of proxy. */
  | 'notAProxy'
  | 'loginNeeded'
  | 'wrongLogin'
  /** It does not let this client, or anybody, through to Telegram. */
  | 'forbidden'
  /** It could not reach Telegram's server itself. */
  | 'unreachable'
  /** It did not prove that it knows the secret. */
  | 'wrongSecret'
  /** Which proxy to use, if any, is not known: nothing may be connected to. */
  | 'unknownChoice'
  /** The settings of this computer name a proxy that cannot be used, or cannot be read. */
  | 'systemUnusable';

/** A connection that ended in or before the tunnel of a proxy. Its message holds neither address nor login. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly reason: ProxyErrorReason;

  constructor(reason: ProxyErrorReason) {
    super(`Proxy: ${reason}`);
    this.reason = reason;
  }
}
