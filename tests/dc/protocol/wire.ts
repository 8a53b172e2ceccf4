import { tlBytes } from './rsa.ts';

/** Reading and writing of the MTProto layer below the API: few constructors, so it stands on its own and checks strictly. */

export const ID = {
  req_pq: 0x60469778,
  req_pq_multi: 0xbe7e8ef1,
  resPQ: 0x05162463,
  p_q_inner_data: 0x83c95aec,
  p_q_inner_data_dc: 0xa9f55f95,
  p_q_inner_data_temp: 0x3c6a84d4,
  p_q_inner_data_temp_dc: 0x56fddf88,
  req_DH_params: 0xd712e4be,
  server_DH_params_ok: 0xd0e8075c,
  server_DH_inner_data: 0xb5890dba,
  client_DH_inner_data: 0x6643b654,
  set_client_DH_params: 0xf5045f1f,
  dh_gen_ok: 0x3bcbf734,
  dh_gen_retry: 0x46dc1fb9,
  dh_gen_fail: 0xa69dae02,
  bind_auth_key_inner: 0x75a3f765,
  rpc_result: 0xf35c6d01,
  rpc_error: 0x2144ca19,
  msg_container: 0x73f1f8dc,
  msg_copy: 0xe06046b2,
  gzip_packed: 0x3072cfa1,
  msgs_ack: 0x62d6b459,
  bad_msg_notification: 0xa7eff811,
  bad_server_salt: 0xedab447b,
  msg_resend_req: 0x7d861a08,
  msg_resend_ans_req: 0x8610baeb,
  msgs_state_req: 0xda69fb52,
  msgs_state_info: 0x04deb57d,
  msgs_all_info: 0x8cc0d131,
  msg_detailed_info: 0x276d3ec6,
  msg_new_detailed_info: 0x809db6df,
  new_session_created: 0x9ec20908,
  ping: 0x7abe77ec,
  ping_delay_disconnect: 0xf3427b8c,
  pong: 0x347773c5,
  get_future_salts: 0xb921bd04,
  future_salts: 0xae500895,
  rpc_drop_answer: 0x58e4a740,
  rpc_answer_unknown: 0x5e2ad36e,
  rpc_answer_dropped_running: 0xcd78e586,
  rpc_answer_dropped: 0xa43ad8b7,
  destroy_session: 0xe7512126,
  destroy_session_ok: 0xe22045fc,
  destroy_session_none: 0x62d350c9,
  destroy_auth_key: 0xd1435160,
  destroy_auth_key_ok: 0xf660e1d4,
  destroy_auth_key_none: 0x0a9f2259,
  http_wait: 0x9299359f,
  vector: 0x1cb5c415,
  boolTrue: 0x997275b5,
  boolFalse: 0xbc799737,
  auth_bindTempAuthKey: 0xcdd42a05,
} as const;

const NAMES = new Map<number, string>(Object.entries(ID).map(([name, id]) => [id, name]));

/** The name of an MTProto-level constructor, or undefined for anything of the API. */
export function serviceName(id: number): string | undefined {
  return NAMES.get(id);
}

/** Bytes that are not the TL they should be. */
export class WireError extends Error {}

/** A strict reader over one body. Throws WireError beyond the end. */
export class WireReader {
  readonly bytes: Buffer;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.bytes.length - this.offset;
  }

  raw(count: number): Buffer {
    if (count < 0 || count > this.left) throw new WireError(`${count} bytes wanted, ${this.left} left`);
    const part = this.bytes.subarray(this.offset, this.offset + count);
    this.offset += count;
    return part;
  }

  rest(): Buffer {
    return this.raw(this.left);
  }

  id(): number {
    return this.raw(4).readUInt32LE(0);
  }

  int(): number {
    return this.raw(4).readInt32LE(0);
  }

  long(): bigint {
    return this.raw(8).readBigInt64LE(0);
  }

  string(): Buffer {
    const first = this.raw(1)[0] as number;
    const head = first === 254 ? 4 : 1;
    const length = first === 254 ? this.raw(3).readUIntLE(0, 3) : first;
    if (first === 255) throw new WireError('string length 255');
    const data = this.raw(length);
    this.raw((4 - ((head + length) % 4)) % 4);
    return data;
  }

  text(): string {
    return this.string().toString('utf8');
  }

  longs(): bigint[] {
    if (this.id() !== ID.vector) throw new WireError('vector expected');
    const count = this.int();
    if (count < 0 || count * 8 > this.left) throw new WireError(`vector of ${count}`);
    return Array.from({ length: count }, () => this.long());
  }

  end(): void {
    if (this.left !== 0) throw new WireError(`${this.left} bytes too many`);
  }
}

export function int(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeInt32LE(value | 0);
  return out;
}

export function long(value: bigint): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigInt64LE(BigInt.asIntN(64, value));
  return out;
}

/** A boxed object: constructor id, then its fields. */
export function boxed(id: number, ...fields: Uint8Array[]): Buffer {
  return Buffer.concat([int(id), ...fields]);
}

export function longVector(values: readonly bigint[]): Buffer {
  return boxed(ID.vector, int(values.length), ...values.map(long));
}

export { tlBytes as bytes };

export function text(value: string): Buffer {
  return tlBytes(Buffer.from(value, 'utf8'));
}

export function rpcError(code: number, message: string): Buffer {
  return boxed(ID.rpc_error, int(code), text(message));
}

/** One message as it stands in a container. */
export interface PlainMessage {
  msgId: bigint;
  seqNo: number;
  body: Buffer;
}

export function containerBody(messages: readonly PlainMessage[]): Buffer {
  const parts: Buffer[] = [];
  for (const message of messages) parts.push(long(message.msgId), int(message.seqNo), int(message.body.length), message.body);
  return boxed(ID.msg_container, int(messages.length), ...parts);
}

/** Reads the members of a container; throws WireError for anything that does not fit. */
export function readContainer(body: Buffer): PlainMessage[] {
  const reader = new WireReader(body);
  reader.id();
  const count = reader.int();
  if (count < 0 || count * 16 > reader.left) throw new WireError(`container of ${count}`);
  const messages: PlainMessage[] = [];
  for (let i = 0; i < count; i++) {
    const msgId = reader.long();
    const seqNo = reader.int();
    const length = reader.int();
    if (length % 4 !== 0) throw new WireError(`member of ${length} bytes`);
    messages.push({ msgId, seqNo, body: reader.raw(length) });
  }
  reader.end();
  return messages;
}
