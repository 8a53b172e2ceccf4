import { decode, decodeRequest, encode, tlIds, type tl } from '#tl';
import { concat, encryptInPlace, igeDecrypt, int64Bytes, messageKeyIv, messageKeyLarge, sha256, type RandomBytes } from '../../../src-main/crypto/index.ts';
import { AuthKey } from '../../../src-main/mtproto/auth-key/auth-key.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import { readContainer, writeContainer } from '../../../src-main/mtproto/session/container.ts';
import { openMessage, sealMessage, type WireMessage } from '../../../src-main/mtproto/session/envelope.ts';
import type { Query } from '../../../src-main/mtproto/session/query.ts';
import { Salts } from '../../../src-main/mtproto/session/salts.ts';
import { ServerClock } from '../../../src-main/mtproto/session/server-clock.ts';
import type { SessionOptions } from '../../../src-main/mtproto/session/host.ts';
import { SessionReceiver } from '../../../src-main/mtproto/session/session-receiver.ts';
import { Session } from '../../../src-main/mtproto/session/session.ts';
import { FakeClock } from './fake-clock.ts';

/** Random bytes that are the same in every run. */
export function seededRandom(seed = 'petrel'): RandomBytes {
  let state = sha256(new TextEncoder().encode(seed));
  return (length) => {
    const parts: Uint8Array[] = [];
    for (let have = 0; have < length; have += 32) {
      state = sha256(state);
      parts.push(sha256(state, Uint8Array.of(1)));
    }
    return concat(...parts).slice(0, length);
  };
}

/** A message of the client as the server sees it. */
export interface SentMessage {
  msgId: bigint;
  seqNo: number;
  containerId: bigint | undefined;
  body: Uint8Array;
  /** Decoded: a service message or a call. */
  request: tl.TlMethod | tl.TlObject;
}

export interface RecordedQuery extends Query {
  outcome: string[];
}

let names = 0;

/** A call that notes what becomes of it. Its body is recognisable: `help.getNearestDc` or what is given. */
export function recordedQuery(options: Partial<Pick<Query, 'method' | 'body' | 'chain' | 'priority' | 'repeatable' | 'solitary' | 'quickAck'>> = {}): RecordedQuery {
  const outcome: string[] = [];
  return {
    method: 'help.getNearestDc',
    body: encode({ _: 'mt_ping', pingId: BigInt(++names) }),
    chain: undefined,
    priority: 1,
    repeatable: true,
    solitary: false,
    quickAck: false,
    ...options,
    outcome,
    answered: (result) => outcome.push(`answered ${decode(result)._}`),
    failed: (code, message) => {
      outcome.push(`failed ${code} ${message}`);
      return 'done';
    },
    unreadable: () => outcome.push('unreadable'),
    lost: () => outcome.push('lost'),
  };
}

/** Salts for all the time of a test: none has to be asked for. */
const knownSalts = [
  { salt: 7n, validSince: 0, validUntil: 4_000_000_000 },
  { salt: 8n, validSince: 4_000_000_000, validUntil: 5_000_000_000 },
];

/** A session with a server made of nothing but the same key: what either side sends is looked at message by message. */
export class SessionPeer {
  readonly clock = new FakeClock();
  readonly serverClock = new ServerClock(this.clock);
  readonly authKey = new AuthKey(seededRandom('key')(256));
  readonly salts: Salts;
  readonly session: Session;
  readonly receiver: SessionReceiver;
  readonly events: string[] = [];
  readonly pushed: Uint8Array[] = [];
  initialized = true;
  /** What the server believes the time to be, unix seconds. */
  serverTime = this.clock.wall() / 1000;
  #serverSeq = 0;
  #lastServerId = 0n;
  #random = seededRandom('server');

  constructor(salts: ConstructorParameters<typeof Salts>[0] = knownSalts, bulk?: SessionOptions['bulk']) {
    this.salts = new Salts(salts, () => this.events.push('salts'));
    this.session = new Session({
      authKey: this.authKey,
      serverClock: this.serverClock,
      salts: this.salts,
      clock: this.clock,
      random: seededRandom('client'),
      log: silentLogger,
      bulk,
      host: {
        wake: () => undefined,
        reconnect: (reason) => this.events.push(`reconnect: ${reason}`),
        wrap: () => ({ prefix: new Uint8Array(0), ...(this.initialized ? {} : { announces: 1 }) }),
        announced: () => {
          this.initialized = true;
          this.events.push('initialized');
        },
        answered: () => undefined,
        push: (body) => this.pushed.push(body),
        sessionCreated: () => this.events.push('sessionCreated'),
        unbound: () => this.events.push('unbound'),
        pong: (id) => this.events.push(`pong ${id}`),
        keyDestroyed: (outcome) => this.events.push(`keyDestroyed ${outcome}`),
      },
    });
    this.receiver = new SessionReceiver(this.session);
  }

  /** Everything that the client has to send now, packet by packet. */
  packets(withAcks = true): SentMessage[][] {
    const packets: SentMessage[][] = [];
    for (let packet = this.session.nextPacket(withAcks); packet !== undefined; packet = this.session.nextPacket(false)) {
      if (packet.sealWith !== undefined) encryptInPlace(packet.sealWith, packet.packet, 'toServer');
      packets.push(this.#open(packet.packet));
    }
    return packets;
  }

  sent(withAcks = true): SentMessage[] {
    return this.packets(withAcks).flat();
  }

  /** Submits a query, lets it be sent and returns it with its message. */
  sendQuery(options: Parameters<typeof recordedQuery>[0] = {}): { query: RecordedQuery; message: SentMessage } {
    const query = recordedQuery(options);
    this.session.submit(query);
    const message = this.sent(false).find((item) => item.seqNo % 2 === 1);
    if (message === undefined) throw new Error('The query was not sent');
    return { query, message };
  }

  /** An id of the server: mod 4 is 1 for answers, 3 otherwise. */
  serverId(answer = false, at?: number): bigint {
    const time = at ?? this.serverTime;
    const id = (BigInt(Math.floor(time)) << 32n) | (BigInt(Math.floor((time % 1) * 2 ** 30)) << 2n) | (answer ? 1n : 3n);
    if (at !== undefined) return id;
    const next = this.#lastServerId - (this.#lastServerId & 3n) + 4n + (answer ? 1n : 3n);
    this.#lastServerId = id > next ? id : next;
    return this.#lastServerId;
  }

  message(body: tl.TlObject | Uint8Array, options: { msgId?: bigint; content?: boolean; answer?: boolean } = {}): WireMessage {
    const content = options.content ?? false;
    const seqNo = content ? this.#serverSeq++ * 2 + 1 : this.#serverSeq * 2;
    return {
      msgId: options.msgId ?? this.serverId(options.answer),
      seqNo,
      body: body instanceof Uint8Array ? body : encode(body),
    };
  }

  /** Seals a message as the server does. */
  seal(message: WireMessage, sessionId = this.session.id): Uint8Array {
    const { authKey } = this;
    return sealMessage({ authKey, salt: 0n, sessionId, random: this.#random, direction: 'fromServer' }, message).packet;
  }

  receive(body: tl.TlObject | Uint8Array, options: Parameters<SessionPeer['message']>[1] & object = {}): bigint {
    const message = this.message(body, options);
    this.receiver.receive(this.seal(message));
    return message.msgId;
  }

  receiveContainer(messages: WireMessage[]): void {
    this.receive(writeContainer(messages));
  }

  /** Answers a call. */
  answer(msgId: bigint, result: tl.TlObject | Uint8Array = { _: 'nearestDc', country: 'AQ', thisDc: 2, nearestDc: 2 }): bigint {
    return this.receive(this.result(msgId, result), { content: true, answer: true });
  }

  result(msgId: bigint, result: tl.TlObject | Uint8Array): Uint8Array {
    const id = new Uint8Array(Int32Array.of(tlIds.rpcResult).buffer);
    return concat(id, int64Bytes(msgId), result instanceof Uint8Array ? result : encode(result));
  }

  /** The token that a server would confirm this packet with. */
  quickAckToken(packet: Uint8Array): number {
    const large = messageKeyLarge(this.authKey.bytes, plaintextOf(this.authKey, packet), 'toServer');
    return (new DataView(large.buffer, large.byteOffset).getUint32(0, true) | 0x80000000) >>> 0;
  }

  /** The messages of a packet; their bodies need not be anything known. */
  members(packet: Uint8Array): (WireMessage & { containerId: bigint | undefined })[] {
    const opened = openMessage(this.authKey, packet, 'toServer');
    const isContainer = new DataView(opened.body.buffer, opened.body.byteOffset).getInt32(0, true) === tlIds.msgContainer;
    if (!isContainer) return [{ ...opened, containerId: undefined }];
    return readContainer(opened.body).map((inner) => ({ ...inner, containerId: opened.msgId }));
  }

  #open(packet: Uint8Array): SentMessage[] {
    return this.members(packet).map((message) => ({ ...message, request: decodeRequest(message.body) }));
  }
}

function plaintextOf(authKey: AuthKey, packet: Uint8Array): Uint8Array {
  const { key, iv } = messageKeyIv(authKey.bytes, packet.subarray(8, 24), 'toServer');
  return igeDecrypt(packet.slice(24), key, iv);
}
