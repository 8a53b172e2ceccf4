import { gzipSync } from 'node:zlib';
import { LAYER, TlError, TlWriter, UnknownConstructorError, decodeMethod, encode, writeObject } from '#tl';
import type { tl } from '#tl';
import { forgeAnswer } from './answer-forgery.ts';
import type { AnswerForgery } from './answer-forgery.ts';
import { bindTemporaryKey } from './bind.ts';
import { checkCdnCall } from './cdn.ts';
import type { PacketSink, ProtocolHost } from './host.ts';
import type { ReceivedMessage } from './received.ts';
import type { Session } from './session.ts';
import { MethodNotImplemented, RpcFailure } from './types.ts';
import type { RpcAnswer, RpcContext } from './types.ts';
import type { UnwrappedCall } from './unwrap.ts';
import { ID, boxed, bytes, int, long, rpcError } from './wire.ts';

/** Answers from this size on are compressed when that makes them smaller. */
const GZIP_FROM = 1024;
/** File bytes do not shrink, and compressing them would only slow the server down. */
const NEVER_GZIPPED = new Set(['upload.getFile', 'upload.getCdnFile', 'upload.getWebFile']);

/** Runs API calls: order, forced faults, the world's answer, and its way back to the client. */
export class Calls {
  readonly #host: ProtocolHost;

  constructor(host: ProtocolHost) {
    this.#host = host;
  }

  /** Starts one call; its answer is queued in the session when it is done. */
  start(session: Session, connection: PacketSink, message: ReceivedMessage, call: UnwrappedCall | undefined): void {
    message.state = 'running';
    message.done = this.#run(session, connection, message, call);
  }

  async #run(
    session: Session,
    connection: PacketSink,
    message: ReceivedMessage,
    call: UnwrappedCall | undefined,
  ): Promise<boolean> {
    const { report } = this.#host;
    const method = message.method ?? 'unknown';
    report.count('calls', method);
    let body: Buffer;
    let good = true;
    let lost: 'lost' | 'cut' | undefined;
    let forgery: AnswerForgery | undefined;
    try {
      if (call === undefined) throw new RpcFailure(400, 'INPUT_FETCH_FAIL');
      const answer = await this.#answer(session, message, call, {
        lose: (how) => (lost = how),
        forge: (how) => (forgery = how),
      });
      body = forgery === undefined ? resultBody(method, answer) : forgeAnswer(forgery, encodeAnswer(answer));
    } catch (error) {
      good = false;
      body = this.#errorBody(method, error);
    }
    if (message.state === 'dropped' || session.closed) return good;
    message.state = 'answered';
    if (lost === 'cut') {
      connection.close();
      return good;
    }
    session.send({
      type: 'rpc_result',
      method,
      answers: message.msgId,
      contentRelated: true,
      body: boxed(ID.rpc_result, long(message.msgId), body),
      ...(lost === undefined ? {} : { lost: true }),
    });
    return good;
  }

  /** Media endpoints serve downloads: uploads, and sessions that would get updates, belong to the others. */
  #checkMediaCall(session: Session, method: string, withoutUpdates: boolean): void {
    if (method === 'auth.bindTempAuthKey' || (withoutUpdates && !method.startsWith('upload.save'))) return;
    this.#host.report.violation({
      at: this.#host.clock.now(),
      dcId: session.record.dcId,
      rule: 'media-endpoint',
      detail: `${method} at a media endpoint`,
    });
  }

  async #answer(
    session: Session,
    message: ReceivedMessage,
    call: UnwrappedCall,
    spoil: { lose: (how: 'lost' | 'cut') => void; forge: (how: AnswerForgery) => void },
  ): Promise<RpcAnswer> {
    const { record } = session;
    const { onlyLayer } = this.#host.options;
    if (call.layer !== undefined) {
      if (onlyLayer !== undefined && call.layer !== onlyLayer) throw new RpcFailure(400, 'CONNECTION_LAYER_INVALID');
      record.layer = call.layer;
    }
    if (call.init !== undefined) {
      if (record.layer === undefined) throw new RpcFailure(400, 'CONNECTION_LAYER_INVALID');
      record.init = call.init;
    }
    const method = readMethod(call.body);
    if (this.#host.isCdn(record.dcId)) checkCdnCall(this.#host, session, call, method._);
    else if (record.expiresAt === undefined) this.#checkSecrecy(session, method._);
    if (session.connection?.mediaOnly === true) this.#checkMediaCall(session, method._, call.withoutUpdates);
    if (method._ === 'auth.bindTempAuthKey') {
      const refusal = this.#host.faults.callByName({ dcId: record.dcId, method: method._ });
      if (refusal?.do === 'error') throw new RpcFailure(refusal.code, refusal.text);
      return bindTemporaryKey(this.#host.keys, {
        ...method,
        temporary: record,
        sessionId: session.id,
        msgId: message.msgId,
        now: this.#host.clock.now(),
      });
    }
    if (record.expiresAt !== undefined && record.boundTo === undefined && !this.#host.isCdn(record.dcId)) throw new RpcFailure(401, 'AUTH_KEY_PERM_EMPTY');
    if (record.init === undefined) throw new RpcFailure(400, 'CONNECTION_NOT_INITED');
    await this.#waitFor(session, call.after);
    if (method._ === 'auth.dropTempAuthKeys') return this.#dropTemporaryKeys(session, method.exceptAuthKeys);
    const fault = this.#host.faults.call({
      dcId: record.dcId,
      authKeyId: session.permanentKeyId,
      sessionId: session.id.toString(),
      method: method._,
    });
    if (fault?.do === 'error') throw new RpcFailure(fault.code, fault.text);
    if (fault?.do === 'delay') await new Promise<void>((resolve) => session.later(fault.ms, resolve));
    if (fault?.do === 'lose-answer') spoil.lose('lost');
    if (fault?.do === 'lose-answer-and-cut') spoil.lose('cut');
    if (fault?.do === 'forge-answer') spoil.forge(fault.forgery);
    // File queries never subscribe a session (core.telegram.org/method/invokeWithoutUpdates).
    if (!call.withoutUpdates && !method._.startsWith('upload.')) session.receivesUpdates = true;
    return this.#host.handler.handle(this.#context(session, message, call), method);
  }

  #context(session: Session, message: ReceivedMessage, call: UnwrappedCall): RpcContext {
    const { record } = session;
    return {
      dcId: record.dcId,
      authKeyId: session.permanentKeyId,
      sessionId: session.id,
      msgId: message.msgId,
      layer: record.layer ?? LAYER,
      withoutUpdates: call.withoutUpdates,
      now: () => this.#host.clock.now(),
      ...(record.init === undefined ? {} : { init: record.init }),
      ...(call.takeoutId === undefined ? {} : { takeoutId: call.takeoutId }),
      ...(call.businessConnectionId === undefined ? {} : { businessConnectionId: call.businessConnectionId }),
      ...(call.messagesRange === undefined ? {} : { messagesRange: call.messagesRange }),
    };
  }

  /** `invokeAfterMsg(s)`: the named messages of this session must have succeeded first. */
  async #waitFor(session: Session, ids: readonly bigint[]): Promise<void> {
    const deadline = performance.now() + this.#host.options.waitForMessageMs;
    for (const id of ids) {
      let before = session.received.get(id);
      while (before === undefined && performance.now() < deadline && !session.closed) {
        await new Promise<void>((resolve) => session.later(20, resolve));
        before = session.received.get(id);
      }
      if (before === undefined) throw new RpcFailure(400, 'MSG_WAIT_TIMEOUT');
      if ((await before.done) === false) throw new RpcFailure(400, 'MSG_WAIT_FAILED');
    }
  }

  /** What a client that promised forward secrecy may not encrypt by its permanent key. */
  #checkSecrecy(session: Session, method: string): void {
    if (!this.#host.options.forwardSecrecy || method === 'help.getNearestDc') return;
    this.#host.report.violation({
      at: this.#host.clock.now(),
      ...session.ref,
      sessionId: session.id.toString(),
      rule: 'forward-secrecy',
      detail: `${method} under a permanent key`,
    });
  }

  /** The caller's own key stays in any case: its answer could not be sent otherwise. */
  #dropTemporaryKeys(session: Session, except: readonly bigint[]): boolean {
    const kept = new Set(except);
    for (const bound of this.#host.keys.boundTo(session.permanentKeyId)) {
      if (!kept.has(bound.idBytes.readBigInt64LE(0)) && bound !== session.record) this.#host.keys.remove(bound.id);
    }
    return true;
  }

  #errorBody(method: string, error: unknown): Buffer {
    const { report } = this.#host;
    if (error instanceof RpcFailure) {
      report.count('errors', `${method} ${error.code} ${error.text}`);
      if (error instanceof MethodNotImplemented) report.count('unimplemented', method);
      return rpcError(error.code, error.text);
    }
    report.internalError(method, error);
    return rpcError(500, 'INTERNAL');
  }
}

/** Decodes a bare method; what cannot be decoded is refused as Telegram refuses it. */
function readMethod(body: Buffer): tl.TlMethod {
  try {
    return decodeMethod(body);
  } catch (error) {
    if (error instanceof UnknownConstructorError) {
      const kind = error.offset === 0 ? 'METHOD' : 'CONSTRUCTOR';
      throw new RpcFailure(400, `INPUT_${kind}_INVALID_${(error.constructorId >>> 0).toString(16).padStart(8, '0')}`);
    }
    if (error instanceof TlError) throw new RpcFailure(400, 'INPUT_FETCH_FAIL');
    throw error;
  }
}

/** The `result` of an `rpc_result`: naked vectors and Bool by the form of the value, everything else boxed. */
function resultBody(method: string, answer: RpcAnswer): Buffer {
  const plain = encodeAnswer(answer);
  if (plain.length < GZIP_FROM || NEVER_GZIPPED.has(method)) return plain;
  const packed = boxed(ID.gzip_packed, bytes(gzipSync(plain, { level: 1 })));
  return packed.length < plain.length ? packed : plain;
}

function encodeAnswer(answer: RpcAnswer): Buffer {
  if (typeof answer === 'boolean') return boxed(answer ? ID.boolTrue : ID.boolFalse);
  if ('_' in answer) return asBuffer(encode(answer));
  const writer = new TlWriter();
  writer.raw(boxed(ID.vector, int(answer.length)));
  for (const item of answer) {
    if (typeof item === 'number') writer.int(item);
    else if (typeof item === 'bigint') writer.long(item);
    else if (typeof item === 'string') writer.string(item);
    else writeObject(writer, item);
  }
  return asBuffer(writer.result());
}

export function asBuffer(data: Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.length);
}
