import { decode, encode } from '#tl';
import { equalConstantTime } from '../../crypto/index.ts';
import { HandshakeError, readPlainMessage, writePlainMessage } from '../auth-key/plain-channel.ts';
import type { Runtime } from '../runtime.ts';
import { MessageIds } from '../session/message-ids.ts';
import { ServerClock } from '../session/server-clock.ts';
import type { Line } from './line.ts';

/** One answer may be luck; the second shows that the line carries on. */
const rounds = 2;

export interface ProbeEvents {
  /** The line works. It goes to another listener before this returns. */
  onProof(): void;
  onClose(error: Error | undefined): void;
}

/**
 * Finds out whether an MTProto server answers at the other end of an open line, without any key: asks for the first step of a
 * key exchange (core.telegram.org/mtproto/auth_key, `req_pq_multi`) and goes no further. The line ends when the answer is wrong.
 */
export function probe(line: Line, { clock, random }: Runtime, events: ProbeEvents): void {
  const ids = new MessageIds(new ServerClock(clock), random);
  let nonce = random(16);
  let answers = 0;
  const ask = (): void => {
    line.send(writePlainMessage(ids, encode({ _: 'mt_req_pq_multi', nonce })));
  };
  line.listen({
    onFrame: (frame) => {
      if (frame.kind !== 'message') return;
      try {
        const answer = decode(readPlainMessage(frame.payload), { allowTrailing: true });
        if (answer._ !== 'mt_resPQ' || !equalConstantTime(answer.nonce, nonce)) throw new HandshakeError('Not the answer to the check');
      } catch (error) {
        line.abort(error instanceof Error ? error : new HandshakeError('Unreadable answer'));
        return;
      }
      answers++;
      if (answers === rounds) {
        events.onProof();
        return;
      }
      nonce = random(16);
      ask();
    },
    onClose: (error) => events.onClose(error),
  });
  ask();
}
