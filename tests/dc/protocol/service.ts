import type { PacketSink, ProtocolHost } from './host.ts';
import type { ReceivedMessage } from './received.ts';
import type { Session } from './session.ts';
import type { SessionTable } from './session-table.ts';
import { ID, WireReader, boxed, bytes, int, long } from './wire.ts';

/** A service message of the client with all that its handling may need. */
export interface ServiceCall {
  host: ProtocolHost;
  sessions: SessionTable;
  session: Session;
  connection: PacketSink;
  message: ReceivedMessage;
  reader: WireReader;
}

/**
 * Service messages of core.telegram.org/mtproto/service_messages and service_messages_about_messages. Each handler reads
 * its fields strictly; a WireError means that the client sent garbage.
 */
export const SERVICE: Readonly<Record<number, (call: ServiceCall) => void>> = {
  [ID.msgs_ack]: ({ session, reader }) => {
    const ids = reader.longs();
    reader.end();
    session.acknowledged(ids);
  },

  [ID.ping]: (call) => {
    const pingId = call.reader.long();
    call.reader.end();
    pong(call, pingId);
  },

  [ID.ping_delay_disconnect]: (call) => {
    const pingId = call.reader.long();
    const delay = call.reader.int();
    call.reader.end();
    call.connection.closeIn(Math.max(delay, 0));
    pong(call, pingId);
  },

  [ID.get_future_salts]: ({ host, session, message, reader }) => {
    const count = reader.int();
    reader.end();
    const now = host.clock.now();
    const salts = session.record.salts.future(count, now);
    session.send({
      type: 'future_salts',
      answers: message.msgId,
      contentRelated: false,
      body: boxed(
        ID.future_salts,
        long(message.msgId),
        int(Math.floor(now)),
        int(salts.length),
        ...salts.flatMap((salt) => [int(salt.validSince), int(salt.validUntil), long(salt.salt)]),
      ),
    });
  },

  [ID.msgs_state_req]: ({ host, session, message, reader }) => {
    const ids = reader.longs();
    reader.end();
    const info = Buffer.from(ids.map((id) => stateOf(session, id, host.clock.now())));
    session.send({
      type: 'msgs_state_info',
      answers: message.msgId,
      contentRelated: false,
      body: boxed(ID.msgs_state_info, long(message.msgId), bytes(info)),
    });
  },

  [ID.msg_resend_req]: (call) => resend(call, false),
  [ID.msg_resend_ans_req]: (call) => resend(call, true),

  [ID.msgs_state_info]: ({ reader }) => {
    reader.long();
    reader.string();
    reader.end();
  },

  [ID.msgs_all_info]: ({ reader }) => {
    reader.longs();
    reader.string();
    reader.end();
  },

  [ID.rpc_drop_answer]: ({ session, message, reader }) => {
    const asked = session.received.get(reader.long());
    reader.end();
    session.send({
      type: 'rpc_result',
      method: 'rpc_drop_answer',
      answers: message.msgId,
      contentRelated: true,
      body: boxed(ID.rpc_result, long(message.msgId), dropAnswer(session, asked)),
    });
  },

  [ID.destroy_session]: ({ host, sessions, session, message, reader }) => {
    const id = reader.long();
    reader.end();
    const other = sessions.find(session.record.id, id);
    if (other === session) {
      host.report.violation({
        at: host.clock.now(),
        ...session.ref,
        sessionId: session.id.toString(),
        rule: 'destroy-own-session',
        detail: 'destroy_session names the session that carries it',
      });
    }
    const destroyed = other !== undefined && other !== session;
    if (destroyed) sessions.forget(other);
    session.send({
      type: destroyed ? 'destroy_session_ok' : 'destroy_session_none',
      answers: message.msgId,
      contentRelated: false,
      body: boxed(destroyed ? ID.destroy_session_ok : ID.destroy_session_none, long(id)),
    });
  },

  [ID.destroy_auth_key]: ({ host, session, message, reader }) => {
    reader.end();
    // A client with a temporary key destroys that one only; its permanent key has to be named by a session of its own.
    const gone = host.keys.remove(session.record.id);
    if (gone !== undefined && gone.expiresAt === undefined) {
      for (const bound of host.keys.boundTo(gone.id)) host.keys.remove(bound.id);
      host.handler.keyDestroyed?.(gone.id);
    }
    session.send({
      type: gone === undefined ? 'destroy_auth_key_none' : 'destroy_auth_key_ok',
      answers: message.msgId,
      contentRelated: false,
      body: boxed(gone === undefined ? ID.destroy_auth_key_none : ID.destroy_auth_key_ok),
    });
  },

  [ID.http_wait]: ({ reader }) => {
    reader.raw(12);
    reader.end();
  },
};

function pong({ session, message }: ServiceCall, pingId: bigint): void {
  session.send({
    type: 'pong',
    answers: message.msgId,
    contentRelated: false,
    body: boxed(ID.pong, long(message.msgId), long(pingId)),
  });
}

/** One status byte of `msgs_state_info`. */
function stateOf(session: Session, id: bigint, now: number): number {
  const message = session.received.get(id);
  if (message === undefined) {
    if (id <= session.received.forgottenUpTo) return 1;
    return id >> 32n > BigInt(Math.floor(now)) + 30n || id > session.received.highest ? 3 : 2;
  }
  const answer = message.answerId === undefined ? undefined : session.outbox.get(message.answerId);
  let state = 4 + (message.acknowledged ? 8 : 0);
  if (message.kind !== 'call') return state + 16;
  state += 32;
  if (message.state === 'answered') state += 64 + (answer === undefined ? 128 : 0);
  return state;
}

function resend({ host, session, message, reader }: ServiceCall, answers: boolean): void {
  const ids = reader.longs();
  reader.end();
  const kept = ids.map((id) => session.outbox.get(answers ? (session.received.get(id)?.answerId ?? 0n) : id));
  const found = kept.filter((one) => one !== undefined);
  // Asked for explicitly, so also a large one goes whole: it is no longer bound to the connection that lost it.
  for (const one of found) delete one.connection;
  session.resend(found);
  if (found.length === ids.length) return;
  const info = Buffer.from(kept.map((one, index) => (one ? 4 : stateOf(session, ids[index] ?? 0n, host.clock.now()) & 7)));
  session.send({
    type: 'msgs_state_info',
    answers: message.msgId,
    contentRelated: false,
    body: boxed(ID.msgs_state_info, long(message.msgId), bytes(info)),
  });
}

function dropAnswer(session: Session, asked: ReceivedMessage | undefined): Buffer {
  if (asked === undefined || asked.kind !== 'call') return boxed(ID.rpc_answer_unknown);
  if (asked.state === 'running') {
    asked.state = 'dropped';
    return boxed(ID.rpc_answer_dropped_running);
  }
  const answer = asked.answerId === undefined ? undefined : session.outbox.remove(asked.answerId);
  if (answer === undefined) return boxed(ID.rpc_answer_unknown);
  return boxed(ID.rpc_answer_dropped, long(answer.msgId), int(answer.seqNo), int(answer.body.length));
}
