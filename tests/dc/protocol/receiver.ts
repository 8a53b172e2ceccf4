import { constructorName } from '#tl';
import type { IncomingFault } from '../faults.ts';
import type { Calls } from './calls.ts';
import type { OpenedPacket } from './envelope.ts';
import type { PacketSink, ProtocolHost } from './host.ts';
import type { ReceivedMessage } from './received.ts';
import { SERVICE } from './service.ts';
import type { Session } from './session.ts';
import type { SessionTable } from './session-table.ts';
import { inflate, unwrap } from './unwrap.ts';
import type { UnwrappedCall } from './unwrap.ts';
import { ID, WireError, WireReader, boxed, int, long, readContainer, serviceName } from './wire.ts';
import type { PlainMessage } from './wire.ts';

/** A message's content, recognised before anything is done with it. */
type Content =
  | { kind: 'service'; type: string; id: number; body: Buffer }
  | { kind: 'container'; type: 'msg_container'; body: Buffer }
  | { kind: 'call'; type: string; call?: UnwrappedCall };

/** How far from the server's clock an id may be, in seconds (core.telegram.org/mtproto/description, "Message Identifier"). */
const TOO_OLD = 300;
const TOO_NEW = 30;
const CONTAINER_LIMIT = 1020;

/** Takes opened packets apart and checks every rule of core.telegram.org/mtproto/description on the way. */
export class Receiver {
  readonly #host: ProtocolHost;
  readonly #sessions: SessionTable;
  readonly #calls: Calls;

  constructor(host: ProtocolHost, sessions: SessionTable, calls: Calls) {
    this.#host = host;
    this.#sessions = sessions;
    this.#calls = calls;
  }

  packet(session: Session, connection: PacketSink, packet: OpenedPacket): void {
    const outer: PlainMessage = packet;
    session.attach(connection);
    if (!session.record.salts.isValid(packet.salt, this.#host.clock.now())) {
      this.#badSalt(session, outer);
      return;
    }
    let content: Content;
    try {
      content = recognise(packet.body);
    } catch (error) {
      this.#garbage(session, connection, error);
      return;
    }
    if (content.kind === 'container') this.#container(session, connection, outer, content.body);
    else this.#single(session, connection, outer, content, undefined);
  }

  #container(session: Session, connection: PacketSink, outer: PlainMessage, body: Buffer): void {
    if (!this.#acceptable(session, outer, 'container', true)) return;
    const known = session.received.get(outer.msgId);
    if (known !== undefined) {
      // The very same container again is a repeated packet; another message under its id is a mistake.
      this.#violate(session, 'container-id-reused', `container ${outer.msgId}`);
      this.#badMessage(session, outer, 19);
      return;
    }
    let members: PlainMessage[];
    let contents: Content[];
    try {
      members = readContainer(body);
      contents = members.map((member) => recognise(member.body));
    } catch (error) {
      this.#badContainer(session, outer, error instanceof Error ? error.message : String(error));
      return;
    }
    if (members.length > CONTAINER_LIMIT) {
      this.#badContainer(session, outer, `${members.length} messages`);
      return;
    }
    if (contents.some(({ kind }) => kind === 'container')) {
      this.#badContainer(session, outer, 'a container inside a container');
      return;
    }
    if (members.some(({ msgId }) => msgId >= outer.msgId)) {
      this.#badContainer(session, outer, 'a member with a higher id than its container');
      return;
    }
    if (contents.filter(({ type }) => type === 'upload.getFile').length > 1) {
      this.#violate(session, 'several-getfile', 'more than one upload.getFile in a container');
    }
    this.#greet(session, members.reduce((lowest, { msgId }) => (msgId < lowest ? msgId : lowest), outer.msgId));
    this.#remember(session, outer, 'container');
    members.forEach((member, index) => {
      const content = contents[index];
      if (content !== undefined) this.#single(session, connection, member, content, outer.msgId);
    });
  }

  #single(
    session: Session,
    connection: PacketSink,
    message: PlainMessage,
    content: Content,
    containerId: bigint | undefined,
  ): void {
    if (session.closed || !connection.isOpen) return;
    this.#record(session, connection, message, content, containerId);
    const fault = this.#fault(session, content);
    const proceed = (): void => {
      if (!session.closed) this.#accept(session, connection, message, content, containerId !== undefined);
    };
    for (const held of session.heldIncoming) held.remaining--;
    switch (fault?.do) {
      case undefined:
        proceed();
        break;
      case 'drop':
        break;
      case 'duplicate':
        proceed();
        proceed();
        break;
      case 'delay':
        session.later(fault.ms, proceed);
        break;
      case 'hold':
        session.heldIncoming.push({ remaining: fault.after, release: proceed });
        break;
      case 'cut':
        connection.close();
        return;
      case 'transport-error':
        connection.sendTransportError(fault.code);
        break;
      case 'bad-salt':
        this.#badSalt(session, message);
        break;
      case 'bad-msg':
        this.#badMessage(session, message, fault.code);
        break;
    }
    const free = session.heldIncoming.filter(({ remaining }) => remaining <= 0);
    session.heldIncoming = session.heldIncoming.filter(({ remaining }) => remaining > 0);
    for (const { release } of free) release();
  }

  #accept(session: Session, connection: PacketSink, message: PlainMessage, content: Content, inContainer: boolean): void {
    if (!this.#acceptable(session, message, content.kind, !inContainer)) return;
    const known = session.received.get(message.msgId);
    if (known !== undefined) {
      this.#duplicate(session, known);
      return;
    }
    if (message.msgId <= session.received.forgottenUpTo) {
      this.#badMessage(session, message, 20);
      return;
    }
    const wrong = session.received.sequenceError(message.msgId, message.seqNo);
    if (wrong !== undefined) {
      this.#violate(session, 'seqno-order', `code ${wrong} for ${content.type} with seqno ${message.seqNo}`);
      this.#badMessage(session, message, wrong);
      return;
    }
    this.#greet(session, message.msgId);
    const entry = this.#remember(session, message, content.kind, content.type);
    if (message.seqNo % 2 !== 0) session.acknowledge(message.msgId);
    if (content.type === 'msgs_ack' && message.seqNo % 2 !== 0) {
      // Telegram lets it pass (mtcute does so), and a good client does not do it.
      this.#violate(session, 'ack-seqno', 'msgs_ack with an odd seqno');
    }
    if (content.kind === 'call') {
      this.#calls.start(session, connection, entry, content.call);
      return;
    }
    if (content.kind === 'container') return;
    const reader = new WireReader(content.body);
    try {
      reader.id();
      SERVICE[content.id]?.({ host: this.#host, sessions: this.#sessions, session, connection, message: entry, reader });
    } catch (error) {
      this.#garbage(session, connection, error);
    }
  }

  /** Checks that depend on the numbers alone; answers what is wrong. */
  #acceptable(session: Session, message: PlainMessage, kind: Content['kind'], outermost: boolean): boolean {
    const seconds = Number(message.msgId >> 32n);
    const now = this.#host.clock.now();
    if ((message.msgId & 3n) !== 0n) {
      this.#violate(session, 'msg-id-parity', `${message.msgId}`);
      this.#badMessage(session, message, 18);
      return false;
    }
    if (outermost && seconds < now - TOO_OLD) {
      this.#badMessage(session, message, 16);
      return false;
    }
    if (seconds > now + TOO_NEW) {
      this.#badMessage(session, message, 17);
      return false;
    }
    const odd = message.seqNo % 2 !== 0;
    if (kind === 'container' && odd) {
      this.#violate(session, 'seqno-parity', 'a container with an odd seqno');
      this.#badMessage(session, message, 34);
      return false;
    }
    if (kind === 'call' && !odd) {
      this.#violate(session, 'seqno-parity', 'a call with an even seqno');
      this.#badMessage(session, message, 35);
      return false;
    }
    return true;
  }

  /** A message that has come before: its answer is announced again, or it is acknowledged again. */
  #duplicate(session: Session, known: ReceivedMessage): void {
    const answer = known.answerId === undefined ? undefined : session.outbox.get(known.answerId);
    if (answer !== undefined) session.send(session.detailedInfo(answer));
    else if (known.seqNo % 2 !== 0) session.acknowledge(known.msgId);
  }

  #greet(session: Session, firstMsgId: bigint): void {
    if (session.announced) return;
    session.announce(firstMsgId);
    this.#host.handler.sessionCreated?.(session.ref);
  }

  #remember(session: Session, message: PlainMessage, kind: Content['kind'], method?: string): ReceivedMessage {
    const entry: ReceivedMessage = {
      msgId: message.msgId,
      seqNo: message.seqNo,
      kind,
      state: 'none',
      acknowledged: false,
      ...(method === undefined ? {} : { method }),
    };
    session.received.add(entry);
    return entry;
  }

  #badMessage(session: Session, message: PlainMessage, code: number): void {
    session.send({
      type: 'bad_msg_notification',
      contentRelated: false,
      body: boxed(ID.bad_msg_notification, long(message.msgId), int(message.seqNo), int(code)),
    });
  }

  #badSalt(session: Session, message: PlainMessage): void {
    const salt = session.record.salts.current(this.#host.clock.now());
    session.send({
      type: 'bad_server_salt',
      contentRelated: false,
      body: boxed(ID.bad_server_salt, long(message.msgId), int(message.seqNo), int(48), long(salt)),
    });
  }

  #badContainer(session: Session, outer: PlainMessage, detail: string): void {
    this.#violate(session, 'container', detail);
    this.#badMessage(session, outer, 64);
  }

  #garbage(session: Session, connection: PacketSink, error: unknown): void {
    if (!(error instanceof WireError)) throw error;
    this.#violate(session, 'service-message', error.message);
    connection.close();
  }

  #violate(session: Session, rule: string, detail: string): void {
    this.#host.report.violation({
      at: this.#host.clock.now(),
      dcId: session.record.dcId,
      authKeyId: session.permanentKeyId,
      sessionId: session.id.toString(),
      rule,
      detail,
    });
  }

  #fault(session: Session, content: Content): IncomingFault | undefined {
    return this.#host.faults.incoming({
      dcId: session.record.dcId,
      authKeyId: session.permanentKeyId,
      sessionId: session.id.toString(),
      types: [content.type],
      ...(content.kind === 'call' ? { method: content.type } : {}),
    });
  }

  #record(
    session: Session,
    connection: PacketSink,
    message: PlainMessage,
    content: Content,
    containerId: bigint | undefined,
  ): void {
    this.#host.report.record({
      at: this.#host.clock.now(),
      direction: 'in',
      dcId: session.record.dcId,
      authKeyId: session.permanentKeyId,
      sessionId: session.id.toString(),
      connection: connection.id,
      msgId: message.msgId,
      seqNo: message.seqNo,
      type: content.type,
      bytes: message.body.length,
      ...(content.kind === 'call' ? { method: content.type, wrappers: content.call?.wrappers ?? [] } : {}),
      ...(containerId === undefined ? {} : { containerId }),
    });
  }
}

/** What kind of message a body is. Throws WireError only for service messages that cannot be read at all. */
function recognise(body: Buffer): Content {
  if (body.length < 4) throw new WireError('an empty message');
  const id = body.readUInt32LE(0);
  if (id === ID.msg_container) return { kind: 'container', type: 'msg_container', body };
  if (SERVICE[id] !== undefined) return { kind: 'service', type: serviceName(id) ?? 'service', id, body };
  try {
    if (id === ID.gzip_packed) {
      const inside = inflate(body);
      const inner = inside.length < 4 ? 0 : inside.readUInt32LE(0);
      if (SERVICE[inner] !== undefined) {
        return { kind: 'service', type: serviceName(inner) ?? 'service', id: inner, body: inside };
      }
    }
    const call = unwrap(body);
    const method = call.body.length < 4 ? undefined : constructorName(call.body.readUInt32LE(0));
    return { kind: 'call', type: method ?? `unknown_${call.body.subarray(0, 4).toString('hex')}`, call };
  } catch (error) {
    if (error instanceof WireError) return { kind: 'call', type: 'unreadable' };
    throw error;
  }
}
