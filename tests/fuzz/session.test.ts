import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { encode, gzipPacked, tlIds, type tl } from '#tl';
import { concat, int64Bytes } from '../../src-main/crypto/index.ts';
import { writeContainer } from '../../src-main/mtproto/session/container.ts';
import { SecurityError, type WireMessage } from '../../src-main/mtproto/session/envelope.ts';
import { recordedQuery, SessionPeer, type RecordedQuery } from '../unit/mtproto/session-peer.ts';
import { encoded, fuzz, mutate, mutations, patience, type Mutation } from './support.ts';

/** The content of one message. Ids of the client's own messages are named by their place, since they are drawn while a case runs. */
type Content =
  | { is: 'bytes'; bytes: Uint8Array }
  | { is: 'answer'; to: number; result: Uint8Array }
  | { is: 'about'; name: (typeof aboutOurs)[number]; own: number; number: number }
  | { is: 'container'; members: { content: Content; id: IdKind }[] }
  | { is: 'packed' | 'copied'; content: Content }
  | { is: 'mutated'; content: Content; changes: Mutation[] };

/** How a message's id relates to what the server may give. */
type IdKind = 'good' | 'even' | 'old' | 'far' | 'future' | 'repeated';

type Step =
  | { do: 'receive'; content: Content; id: IdKind; seqNo: number }
  | { do: 'packet'; content: Content; changes: Mutation[] }
  | { do: 'noise'; bytes: Uint8Array }
  | { do: 'submit'; chain: boolean; repeatable: boolean }
  | { do: 'flush' }
  | { do: 'reconnect' }
  | { do: 'pass'; seconds: number };

const aboutOurs = ['bad_msg', 'bad_salt', 'acks', 'state_info', 'all_info', 'state_req', 'resend_req', 'detailed', 'new_detailed', 'new_session', 'pong', 'salts'] as const;

const idKind = fc.oneof({ weight: 6, arbitrary: fc.constant<IdKind>('good') }, fc.constantFrom<IdKind>('even', 'old', 'far', 'future', 'repeated'));

const { content } = fc.letrec<{ content: Content; leaf: Content }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ is: fc.constant('bytes' as const), bytes: fc.oneof(encoded('service'), encoded('updates'), encoded('object'), fc.uint8Array({ maxLength: 64 })) }),
    fc.record({ is: fc.constant('answer' as const), to: fc.nat(8), result: fc.oneof(encoded('object'), fc.uint8Array({ maxLength: 40 })) }),
    fc.record({ is: fc.constant('about' as const), name: fc.constantFrom(...aboutOurs), own: fc.nat(8), number: fc.oneof(fc.constantFrom(16, 17, 18, 19, 20, 32, 33, 34, 35, 48, 64), fc.integer()) }),
  ),
  content: fc.oneof(
    { weight: 5, arbitrary: tie('leaf') },
    fc.record({ is: fc.constant('container' as const), members: fc.array(fc.record({ content: tie('content'), id: idKind }), { maxLength: 4 }) }),
    fc.record({ is: fc.constantFrom('packed' as const, 'copied' as const), content: tie('content') }),
    fc.record({ is: fc.constant('mutated' as const), content: tie('content'), changes: mutations }),
  ),
}));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('receive' as const), content, id: idKind, seqNo: fc.integer() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('packet' as const), content, changes: mutations }) },
  fc.record({ do: fc.constant('noise' as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), chain: fc.boolean(), repeatable: fc.boolean() }) },
  { weight: 4, arbitrary: fc.constant({ do: 'flush' as const }) },
  fc.constant({ do: 'reconnect' as const }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 5, 61, 400) }),
);

/** A client's session under attack, with everything that it was asked to do. */
class Victim {
  readonly peer = new SessionPeer();
  readonly queries: RecordedQuery[] = [];
  #ours: bigint[] = [];
  #theirs: bigint[] = [];

  take(next: Step): void {
    const { peer } = this;
    switch (next.do) {
      case 'receive':
        this.#receive(() => peer.seal({ msgId: this.#id(next.id), seqNo: next.seqNo, body: this.#body(next.content) }));
        return;
      case 'packet':
        this.#receive(() => mutate(peer.seal({ msgId: this.#id('good'), seqNo: 1, body: this.#body(next.content) }), next.changes));
        return;
      case 'noise':
        this.#receive(() => next.bytes);
        return;
      case 'submit':
        this.submit({ chain: next.chain ? 'chain' : undefined, repeatable: next.repeatable });
        return;
      case 'flush':
        this.flush();
        return;
      case 'reconnect':
        this.#reconnect();
        return;
      case 'pass':
        peer.clock.advance(next.seconds * 1000);
        peer.serverTime += next.seconds;
    }
  }

  submit(options: Parameters<typeof recordedQuery>[0] = {}): void {
    const query = recordedQuery(options);
    // What an answer holds is the caller's business.
    query.answered = () => query.outcome.push('answered');
    this.queries.push(query);
    this.peer.session.submit(query);
  }

  /** Lets the client send; whatever it sends can be read. */
  flush(): void {
    for (const packet of this.peer.packets()) for (const { msgId } of packet) this.#ours.push(msgId);
    this.#ours = this.#ours.slice(-16);
  }

  /** The server turns honest: all that is asked is answered, each once. */
  finish(): void {
    const { session } = this.peer;
    for (let round = 0; round < 12 && session.busy; round++) {
      this.flush();
      for (const { msgId } of session.inFlight.values()) {
        this.#receive(() => this.peer.seal(this.peer.message(this.peer.result(msgId, { _: 'updatesTooLong' }), { content: true, answer: true })));
      }
      // Chains wait for what is unknown; a new connection asks.
      if (session.busy) this.#reconnect();
    }
  }

  #receive(packet: () => Uint8Array): void {
    const bytes = packet();
    try {
      this.peer.receiver.receive(bytes);
    } catch (error) {
      if (!(error instanceof SecurityError)) throw error;
      this.#reconnect();
    }
  }

  #reconnect(): void {
    this.peer.session.connectionLost();
    this.peer.session.connectionOpened();
  }

  #id(kind: IdKind): bigint {
    const { peer } = this;
    if (kind === 'repeated') return this.#theirs.at(-1) ?? peer.serverId();
    const id = peer.serverId();
    this.#theirs.push(id);
    if (kind === 'even') return id & ~3n;
    const shift = { good: 0n, old: -200n, far: -100_000n, future: 100_000n }[kind];
    return id + (shift << 32n);
  }

  #own(place: number): bigint {
    return this.#ours.at(-1 - (place % 16)) ?? BigInt(place * 4);
  }

  #body(is: Content): Uint8Array {
    switch (is.is) {
      case 'bytes':
        return is.bytes;
      case 'answer':
        return this.peer.result(this.#own(is.to), is.result);
      case 'about':
        return encode(this.#about(is));
      case 'container':
        return writeContainer(is.members.map((member): WireMessage => ({ msgId: this.#id(member.id), seqNo: 1, body: this.#body(member.content) })));
      case 'packed':
        return gzipPacked(this.#body(is.content));
      case 'copied': {
        const body = this.#body(is.content);
        return concat(ints(tlIds.msgCopy), int64Bytes(this.#id('good')), ints(1, body.length), body);
      }
      case 'mutated':
        return mutate(this.#body(is.content), is.changes);
    }
  }

  #about({ name, own, number }: Extract<Content, { is: 'about' }>): tl.TlObject {
    const id = this.#own(own);
    const badMsg = { badMsgId: id, badMsgSeqno: 1, errorCode: number | 0 };
    switch (name) {
      case 'bad_msg':
        return { _: 'mt_bad_msg_notification', ...badMsg };
      case 'bad_salt':
        return { _: 'mt_bad_server_salt', ...badMsg, newServerSalt: BigInt(number) };
      case 'acks':
        return { _: 'mt_msgs_ack', msgIds: [id, id] };
      case 'state_info':
        return { _: 'mt_msgs_state_info', reqMsgId: id, info: Uint8Array.of(number & 255) };
      case 'all_info':
        return { _: 'mt_msgs_all_info', msgIds: [id], info: Uint8Array.of(number & 255) };
      case 'state_req':
        return { _: 'mt_msgs_state_req', msgIds: [id, 5n] };
      case 'resend_req':
        return { _: 'mt_msg_resend_req', msgIds: [id] };
      case 'detailed':
        return { _: 'mt_msg_detailed_info', msgId: id, answerMsgId: BigInt(number), bytes: 5, status: 0 };
      case 'new_detailed':
        return { _: 'mt_msg_new_detailed_info', answerMsgId: BigInt(number), bytes: 5, status: 0 };
      case 'new_session':
        return { _: 'mt_new_session_created', firstMsgId: id, uniqueId: BigInt(number), serverSalt: 1n };
      case 'pong':
        return { _: 'mt_pong', msgId: id, pingId: BigInt(number) };
      case 'salts':
        return { _: 'mt_future_salts', reqMsgId: id, now: number | 0, salts: [{ _: 'mt_future_salt', validSince: number | 0, validUntil: (number | 0) + 1, salt: 1n }] };
    }
  }
}

const ints = (...values: number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

const attack = fc.array(step, { minLength: 1, maxLength: 12 });

it(
  'a session survives any packets of a holder of its key: afterwards every query has exactly one outcome, and it serves on',
  () =>
    fuzz(0.3, attack, (steps) => {
      const victim = new Victim();
      victim.submit();
      victim.flush();
      for (const next of steps) victim.take(next);
      victim.submit();
      victim.finish();
      expect(victim.queries.map(({ outcome }) => outcome.length)).toEqual(victim.queries.map(() => 1));
      expect(victim.peer.session.busy).toBe(false);
    }),
  patience(0.3, 10),
);

const veteran = new Victim();
afterAll(() => veteran.peer.session.drain());

it(
  'a session that lives through all of it keeps no more than it may',
  () =>
    fuzz(0.1, attack, (steps) => {
      for (const next of steps) veteran.take(next);
      veteran.finish();
      veteran.queries.length = 0;
      veteran.peer.pushed.length = 0;
      veteran.peer.events.length = 0;
      const { session } = veteran.peer;
      expect(session.services.requests.length).toBeLessThan(100);
      expect(session.services.acks.length).toBeLessThan(10_000);
      expect(session.services.verbatim.length).toBeLessThan(10_000);
    }),
  patience(0.1, 10),
);
