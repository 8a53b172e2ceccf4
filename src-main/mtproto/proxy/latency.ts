import { decode, encode } from '#tl';
import { equalConstantTime, type RandomBytes } from '../../crypto/index.ts';
import { readPlainMessage, writePlainMessage } from '../auth-key/plain-channel.ts';
import type { Clock } from '../clock.ts';
import type { Route } from '../dialing/route.ts';
import { MessageIds } from '../session/message-ids.ts';
import { ServerClock } from '../session/server-clock.ts';
import { Transport } from '../transport/transport.ts';
import type { DcAddress } from '../types.ts';
import { ProxyError } from './errors.ts';

/** For the tunnel and the answer together, milliseconds. */
const LATENCY_TIMEOUT_MS = 12_000;

export interface LatencyOptions {
  route: Exclude<Route, { kind: 'direct' }>;
  /** An endpoint of the data center that is asked; proxies of MTProto find it themselves. */
  address: DcAddress;
  /** The DC id of the obfuscation header. */
  wireId: number;
  clock: Clock;
  random: RandomBytes;
  signal: AbortSignal;
}

/**
 * Asks a data center for the start of a key exchange (`req_pq_multi`), which touches no account, and throws the answer away.
 * @returns milliseconds between question and answer, without the time for opening the tunnel
 * @throws ProxyError, TransportError, the socket's error, or the signal's reason
 */
export function measureLatency(options: LatencyOptions): Promise<number> {
  const { route, address, wireId, clock, random, signal } = options;
  const nonce = random(16);
  const ids = new MessageIds(new ServerClock(clock), random);
  return new Promise((resolve, reject) => {
    let asked = 0;
    const timer = clock.after(LATENCY_TIMEOUT_MS, () => end(new ProxyError('timeout')));
    const aborted = (): void => end(signal.reason as Error);
    const end = (result: number | Error): void => {
      timer.cancel();
      signal.removeEventListener('abort', aborted);
      transport.close();
      if (typeof result === 'number') resolve(result);
      else reject(result);
    };
    const mtproxy = route.kind === 'mtproxy';
    const transport = new Transport(
      {
        host: mtproxy ? route.host : address.host,
        port: mtproxy ? route.port : address.port,
        dc: wireId,
        secret: mtproxy ? route.secret : address.secret,
        ...(mtproxy ? { framing: route.framing } : {}),
        connect: route.connect,
        random,
      },
      {
        onOpen: () => {
          asked = clock.monotonic();
          transport.send(writePlainMessage(ids, encode({ _: 'mt_req_pq_multi', nonce })));
        },
        onFrame: (frame) => {
          if (frame.kind === 'message') end(answers(frame.payload, nonce) ? clock.monotonic() - asked : new ProxyError('notAProxy'));
        },
        onClose: (error) => end(error ?? new ProxyError('closed')),
      },
    );
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted);
  });
}

function answers(packet: Uint8Array, nonce: Uint8Array): boolean {
  try {
    const answer = decode(readPlainMessage(packet), { allowTrailing: true });
    return answer._ === 'mt_resPQ' && equalConstantTime(answer.nonce, nonce);
  } catch {
    // Whatever it was, it is no data center that answered.
    return false;
  }
}
