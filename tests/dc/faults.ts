import { ANSWER_FORGERIES } from './protocol/answer-forgery.ts';
import type { AnswerForgery } from './protocol/answer-forgery.ts';
import { HANDSHAKE_FAULTS } from './protocol/handshake-faults.ts';
import type { HandshakeStep } from './protocol/handshake-faults.ts';
import { CONTENT_FORGERIES } from './protocol/packet-forgery.ts';
import type { ContentForgery } from './protocol/packet-forgery.ts';

/**
 * Fault injection: rules that a test installs in-process or over `POST /faults`. A rule says where it bites (`at`), on
 * what (`match`, `skip`, `times`) and what happens (`do`). All of it is plain JSON.
 */

export interface FaultMatch {
  dcId?: number;
  /** Hex of the permanent key's id. */
  authKeyId?: string;
  /** Decimal, as in the report. */
  sessionId?: string;
  /** The API method of a call, or of the call that an `rpc_result` answers. */
  method?: string;
  /** The message's constructor, e.g. `rpc_result`, `msgs_ack`, `ping_delay_disconnect`, `updateShort`, or a method's name. */
  type?: string;
}

interface Counted {
  match?: FaultMatch;
  /** How many matches pass untouched first (default 0). */
  skip?: number;
  /** How often the rule bites (default 1; 0 means without end). */
  times?: number;
}

/** One message of a session, in either direction, after containers are opened or before they are built. */
export type MessageFault =
  | { do: 'drop' }
  | { do: 'delay'; ms: number }
  | { do: 'duplicate' }
  /** Lets the message pass only after `after` later messages of the same session and direction: reordering. */
  | { do: 'hold'; after: number }
  /** Closes the connection instead of handling or sending the message. */
  | { do: 'cut' };

export type IncomingFault =
  | MessageFault
  | { do: 'bad-salt' }
  | { do: 'bad-msg'; code: number }
  | { do: 'transport-error'; code: number };

export type CallFault =
  | { do: 'error'; code: number; text: string }
  /** Executes the call and does not send the answer; the server still knows it (state requests, resends, re-delivery). */
  | { do: 'lose-answer' }
  /** Executes the call, forgets the answer and closes the connection: the outcome stays unknown to the client. */
  | { do: 'lose-answer-and-cut' }
  /** Executes the call only after `ms`. */
  | { do: 'delay'; ms: number }
  /** Executes the call and sends a result that cannot be read. */
  | { do: 'forge-answer'; forgery: AnswerForgery };

/** One encrypted packet from the server: what a forger on the path or a broken server would send. */
export type PacketFault =
  | { do: 'broken-msg-key' }
  | { do: 'wrong-session' }
  | { do: 'wrong-key-id' }
  | { do: 'even-msg-id' }
  | { do: 'old-msg-id'; seconds: number }
  | { do: 'padding'; bytes: number }
  | { do: 'length'; delta: number }
  /** Flips a bit of the encrypted part. */
  | { do: 'flip-ciphertext' }
  /** Leaves the last block out. */
  | { do: 'truncate' }
  /** Seals with the half of the key that is meant for the client's own messages, as one of them played back would be. */
  | { do: 'reflect' }
  /** The message key covers the message without its padding. */
  | { do: 'msg-key-without-padding' }
  | { do: 'seq-no'; value: number }
  | { do: 'content'; forgery: ContentForgery }
  /** Sends the packet and then the very same bytes again. */
  | { do: 'replay' }
  /** Sends the packet, and the very same bytes again first thing on the session's next connection. */
  | { do: 'replay-after-reconnect' }
  /** Sends the packet, and then its messages again in a container with an id of its own. */
  | { do: 'replay-in-container' }
  | { do: 'transport-error'; code: number }
  /** Sends an unencrypted message in its place. */
  | { do: 'unencrypted' };

export type ConnectionFault =
  /** Closes the connection after so many bytes in that direction. */
  | { do: 'cut-after-bytes'; bytes: number; direction: 'in' | 'out' }
  /** Accepts and then neither reads nor writes: a dead link without FIN. */
  | { do: 'freeze' }
  | { do: 'refuse' }
  | { do: 'transport-error'; code: number };

export type HandshakeFault = { [S in HandshakeStep]: { step: S; do: (typeof HANDSHAKE_FAULTS)[S][number] } }[HandshakeStep];

export type FaultRule =
  | (Counted & { at: 'incoming' } & IncomingFault)
  | (Counted & { at: 'outgoing' } & MessageFault)
  | (Counted & { at: 'call' } & CallFault)
  | (Counted & { at: 'packet' } & PacketFault)
  | (Counted & { at: 'connection' } & ConnectionFault)
  | (Counted & { at: 'handshake' } & HandshakeFault);

/** What is known about the thing that a rule may bite. */
export interface FaultSubject {
  dcId: number;
  authKeyId?: string;
  sessionId?: string;
  method?: string;
  /** Several for a packet: one for each message in it. */
  types?: readonly string[];
}

/** An installed rule. */
export class Fault {
  readonly id: number;
  readonly rule: FaultRule;
  /** How many subjects it has bitten. */
  hits = 0;
  #seen = 0;
  #waiting: { count: number; resolve: () => void }[] = [];
  readonly #remove: (fault: Fault) => void;

  constructor(id: number, rule: FaultRule, remove: (fault: Fault) => void) {
    this.id = id;
    this.rule = rule;
    this.#remove = remove;
  }

  /** Resolves once the rule has bitten `count` times: how a test waits for it without sleeping. */
  hit(count = 1): Promise<void> {
    if (this.hits >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  remove(): void {
    this.#remove(this);
  }

  /** Counts a matching subject; true when the rule bites it. */
  bites(): boolean {
    const times = this.rule.times ?? 1;
    if (times !== 0 && this.hits >= times) return false;
    if (this.#seen++ < (this.rule.skip ?? 0)) return false;
    this.hits++;
    const ready = this.#waiting.filter(({ count }) => this.hits >= count);
    this.#waiting = this.#waiting.filter(({ count }) => this.hits < count);
    for (const { resolve } of ready) resolve();
    return true;
  }
}

/** The rules installed on one local DC. */
export class Faults {
  #faults: Fault[] = [];
  #nextId = 1;

  add(rule: FaultRule): Fault {
    const fault = new Fault(this.#nextId++, checked(rule), (gone) => {
      this.#faults = this.#faults.filter((other) => other !== gone);
    });
    this.#faults.push(fault);
    return fault;
  }

  clear(): void {
    this.#faults = [];
  }

  list(): { id: number; rule: FaultRule; hits: number }[] {
    return this.#faults.map(({ id, rule, hits }) => ({ id, rule, hits }));
  }

  remove(id: number): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
    return this.#faults.length < before;
  }

  incoming(subject: FaultSubject): IncomingFault | undefined {
    return this.#first('incoming', subject);
  }

  outgoing(subject: FaultSubject): MessageFault | undefined {
    return this.#first('outgoing', subject);
  }

  call(subject: FaultSubject): CallFault | undefined {
    return this.#first('call', subject);
  }

  /** For a call that only a rule with its name may bite. */
  callByName(subject: FaultSubject & { method: string }): CallFault | undefined {
    return this.#first('call', subject, (rule) => rule.match?.method !== undefined);
  }

  packet(subject: FaultSubject): PacketFault | undefined {
    return this.#first('packet', subject);
  }

  connection(subject: FaultSubject): ConnectionFault | undefined {
    return this.#first('connection', subject);
  }

  handshake(dcId: number, step: HandshakeStep): string | undefined {
    for (const fault of this.#faults) {
      const { rule } = fault;
      if (rule.at === 'handshake' && rule.step === step && matches(rule.match, { dcId }) && fault.bites()) return rule.do;
    }
    return undefined;
  }

  #first<A extends FaultRule['at']>(
    at: A,
    subject: FaultSubject,
    suits: (rule: FaultRule) => boolean = () => true,
  ): Extract<FaultRule, { at: A }> | undefined {
    for (const fault of this.#faults) {
      if (fault.rule.at === at && suits(fault.rule) && matches(fault.rule.match, subject) && fault.bites()) {
        return fault.rule as Extract<FaultRule, { at: A }>;
      }
    }
    return undefined;
  }
}

function matches(match: FaultMatch | undefined, subject: FaultSubject): boolean {
  if (match === undefined) return true;
  return (
    (match.dcId === undefined || match.dcId === subject.dcId) &&
    (match.authKeyId === undefined || match.authKeyId === subject.authKeyId) &&
    (match.sessionId === undefined || match.sessionId === subject.sessionId) &&
    (match.method === undefined || match.method === subject.method) &&
    (match.type === undefined || (subject.types?.includes(match.type) ?? false))
  );
}

const KNOWN: Record<FaultRule['at'], readonly string[]> = {
  incoming: ['drop', 'delay', 'duplicate', 'hold', 'cut', 'bad-salt', 'bad-msg', 'transport-error'],
  outgoing: ['drop', 'delay', 'duplicate', 'hold', 'cut'],
  call: ['error', 'lose-answer', 'lose-answer-and-cut', 'delay', 'forge-answer'],
  packet: [
    'broken-msg-key',
    'wrong-session',
    'wrong-key-id',
    'even-msg-id',
    'old-msg-id',
    'padding',
    'length',
    'flip-ciphertext',
    'truncate',
    'reflect',
    'msg-key-without-padding',
    'seq-no',
    'content',
    'replay',
    'replay-after-reconnect',
    'replay-in-container',
    'transport-error',
    'unencrypted',
  ],
  connection: ['cut-after-bytes', 'freeze', 'refuse', 'transport-error'],
  handshake: Object.values(HANDSHAKE_FAULTS).flat(),
};

/** A rule that names nothing known would never bite, and a test with it would prove nothing. */
function checked(rule: FaultRule): FaultRule {
  const known = KNOWN[rule.at] as readonly string[] | undefined;
  if (known === undefined) throw new TypeError(`Unknown place of a fault: ${String(rule.at)}`);
  if (!known.includes(rule.do)) throw new TypeError(`Unknown fault at ${rule.at}: ${String(rule.do)}`);
  if (rule.at === 'handshake' && !(HANDSHAKE_FAULTS[rule.step] as readonly string[] | undefined)?.includes(rule.do)) {
    throw new TypeError(`No fault ${rule.do} in the handshake step ${String(rule.step)}`);
  }
  const forgeries: readonly string[] | undefined = rule.do === 'content' ? CONTENT_FORGERIES : rule.do === 'forge-answer' ? ANSWER_FORGERIES : undefined;
  if (forgeries !== undefined && 'forgery' in rule && !forgeries.includes(rule.forgery)) {
    throw new TypeError(`Unknown forgery at ${rule.at}: ${String(rule.forgery)}`);
  }
  return rule;
}
