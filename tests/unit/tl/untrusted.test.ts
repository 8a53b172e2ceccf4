import { describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import {
  TlError,
  TlReader,
  TlWriter,
  UnknownConstructorError,
  decode,
  decodeMethod,
  decodeRequest,
  decodeResult,
  encode,
  gzipPacked,
  inflateGzipPacked,
  tlIds,
} from '#tl';
import { channelHistory } from '../../bench/tl-history.ts';

function failure(act: () => unknown): TlError {
  try {
    act();
  } catch (error) {
    if (error instanceof TlError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function unknown(act: () => unknown): UnknownConstructorError {
  const error = failure(act);
  if (error instanceof UnknownConstructorError) return error;
  throw error;
}

/** The bytes with the id of the first object that has this id replaced by one that no layer has. */
function withUnknown(bytes: Uint8Array, id: number): { bytes: Uint8Array; offset: number } {
  const out = Buffer.from(bytes);
  const needle = Buffer.alloc(4);
  needle.writeUInt32LE(id);
  const offset = out.indexOf(needle);
  out.writeUInt32LE(0xdeadbeef, offset);
  return { bytes: out, offset };
}

const updates: tl.updates = {
  _: 'updates',
  updates: [
    { _: 'updateReadMessagesContents', messages: [1, 2], pts: 1, ptsCount: 2 },
    { _: 'updateUserTyping', userId: 5, action: { _: 'sendMessageTypingAction' } },
  ],
  users: [],
  chats: [],
  date: 1,
  seq: 1,
};

describe('bytes that end too early', () => {
  it('fail as a TL error at every length', () => {
    const history = encode(channelHistory(2, 1));
    const call = encode({ _: 'messages.sendMessage', peer: { _: 'inputPeerSelf' }, message: 'hello', randomId: 1n });
    for (let length = 0; length < history.length; length++) failure(() => decode(history.subarray(0, length)));
    for (let length = 0; length < call.length; length++) failure(() => decodeMethod(call.subarray(0, length)));
    expect(failure(() => decode(history.subarray(0, 10)))).toMatchObject({
      path: 'messages.channelMessages.pts',
      reason: 'ends at byte 10, in the middle of a value',
    });
  });

  it('fail the same way inside a larger buffer', () => {
    const bytes = encode(updates);
    const large = new Uint8Array(1000);
    large.set(bytes);
    expect(() => decode(large.subarray(0, bytes.length - 4))).toThrow(TlError);
  });

  it('fail in the low-level reader too, whatever is asked for', () => {
    const asks = ['int', 'uint', 'peek', 'long', 'int53', 'double', 'bool', 'string', 'bytes', 'int128', 'int256'] as const;
    for (const ask of asks) expect(() => new TlReader(new Uint8Array(3))[ask]()).toThrow(TlError);
    expect(() => new TlReader(new Uint8Array(3)).raw(4)).toThrow(TlError);
    expect(() => new TlReader(new Uint8Array(3)).view(-1)).toThrow(TlError);
  });

  it('never fail otherwise, whatever bit is wrong', () => {
    const history = encode(channelHistory(3, 1));
    let refused = 0;
    for (let at = 0; at < history.length; at++) {
      const bytes = Buffer.from(history);
      bytes[at] ^= 1 << at % 8;
      try {
        decode(bytes);
      } catch (error) {
        if (!(error instanceof TlError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

describe('bytes after the value', () => {
  it('are refused unless the caller allows them', () => {
    const bytes = new Uint8Array([...encode({ _: 'mt_pong', msgId: 1n, pingId: 2n }), 0, 0, 0, 0]);
    expect(() => decode(bytes)).toThrow('4 bytes follow the value');
    expect(decode(bytes, { allowTrailing: true })._).toBe('mt_pong');
  });
});

describe('counts that cannot be', () => {
  const vector = (count: number, ...rest: number[]): Uint8Array => {
    const writer = new TlWriter();
    writer.int(tlIds.vector);
    writer.int(count);
    rest.forEach((item) => writer.int(item));
    return writer.result();
  };

  it.each([0x7fffffff, -1, 0x10000000, 3])('%i items in 8 bytes are refused before any is read', (count) => {
    expect(() => decodeResult('messages.receivedMessages', vector(count, 0, 0))).toThrow('does not fit');
  });

  it('are measured by the smallest item: two longs need 16 bytes', () => {
    const bytes = encode({ _: 'mt_msgs_ack', msgIds: [1n, 2n] });
    new DataView(bytes.buffer).setInt32(8, 3, true);
    expect(failure(() => decode(bytes))).toMatchObject({
      path: 'mt_msgs_ack.msgIds',
      reason: 'a vector of 3 items does not fit the 16 bytes that follow',
    });
  });

  it('cost neither time nor memory', () => {
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    const start = performance.now();
    for (let i = 0; i < 1000; i++) {
      try {
        new TlReader(vector(0x7fffffff)).count(4);
      } catch {
        continue;
      }
      throw new Error('accepted');
    }
    expect(performance.now() - start).toBeLessThan(1000);
    expect(process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('nesting', () => {
  const nested = (depth: number): tl.RichText => {
    let text: tl.RichText = { _: 'textEmpty' };
    for (let i = 1; i < depth; i++) text = { _: 'textBold', text };
    return text;
  };

  it('of 100 is fine, of 128 too, and one more is refused', () => {
    for (const depth of [100, 127]) expect(decode(encode(nested(depth)))).toStrictEqual(nested(depth));
    const bytes = encode(nested(120));
    const bold = bytes.subarray(0, 4);
    const deeper = (levels: number): Uint8Array => Buffer.concat([...Array.from({ length: levels }, () => bold), bytes]);
    expect(() => decode(deeper(100))).toThrow('nested deeper than 128');
    expect(() => decode(deeper(100_000))).toThrow('nested deeper than 128');
    expect(() => encode(nested(5000))).toThrow('nested deeper than 128');
    expect(() => decode(encode(nested(20)), { maxDepth: 10 })).toThrow('nested deeper than 10');
  });

  it('of wrapper calls is bounded as well', () => {
    const head = encode({ _: 'invokeWithoutUpdates', query: new Uint8Array() });
    const bytes = Buffer.concat([...Array.from({ length: 5000 }, () => head), encode({ _: 'help.getConfig' })]);
    expect(() => decodeMethod(bytes)).toThrow('nested deeper than 128');
  });

  it('of an object inside itself does not hang', () => {
    const loop = { _: 'textBold' } as tl.textBold;
    loop.text = loop;
    expect(() => encode(loop)).toThrow('nested deeper than 128');
  });
});

describe('unknown constructors', () => {
  it('say id, place and path: inside a vector', () => {
    const broken = withUnknown(encode(updates), 0x2a17bf5c);
    const error = unknown(() => decode(broken.bytes));
    expect(error).toMatchObject({ constructorId: 0xdeadbeef, offset: broken.offset, path: 'updates.updates[1]' });
    expect(error.message).toBe(`updates.updates[1]: 0xdeadbeef at byte ${broken.offset} is no known Update`);
  });

  it('deep inside a message', () => {
    const history = channelHistory(1);
    history.messages = [
      {
        _: 'message',
        id: 1,
        peerId: { _: 'peerUser', userId: 1 },
        date: 1,
        message: 'x',
        entities: [
          { _: 'messageEntityBold', offset: 0, length: 1 },
          { _: 'messageEntityItalic', offset: 0, length: 1 },
        ],
      },
    ];
    const error = unknown(() => decode(withUnknown(encode(history), 0x826f8b60).bytes));
    expect(error.path).toBe('messages.channelMessages.messages[0].entities[1]');
  });

  it('at the top, as method, and in an answer', () => {
    const bytes = Uint8Array.from([0xef, 0xbe, 0xad, 0xde]);
    expect(unknown(() => decode(bytes))).toMatchObject({ constructorId: 0xdeadbeef, offset: 0, path: '' });
    expect(unknown(() => decodeMethod(bytes)).expected).toBe('method');
    expect(unknown(() => decodeRequest(bytes)).constructorId).toBe(0xdeadbeef);
    expect(unknown(() => decodeResult('help.getConfig', bytes)).path).toBe('result of help.getConfig');
  });

  it('are those of other types as well', () => {
    const bytes = encode({ _: 'updateUserTyping', userId: 1, action: { _: 'sendMessageTypingAction' } });
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(bytes.length - 4, 0x7f3b18ea, true);
    expect(unknown(() => decode(bytes))).toMatchObject({
      constructorId: 0x7f3b18ea,
      path: 'updateUserTyping.action',
      expected: 'SendMessageAction',
    });
    expect(unknown(() => decodeResult('help.getConfig', encode({ _: 'inputPeerSelf' }))).expected).toBe('Config');
  });

  it('do not make a method of an object or an object of a method', () => {
    expect(() => decode(encode({ _: 'help.getConfig' }))).toThrow(UnknownConstructorError);
    expect(() => decodeMethod(encode({ _: 'inputPeerSelf' }))).toThrow(UnknownConstructorError);
    expect(decodeRequest(encode({ _: 'help.getConfig' }))._).toBe('help.getConfig');
    expect(decodeRequest(encode({ _: 'mt_msgs_ack', msgIds: [1n] }))._).toBe('mt_msgs_ack');
  });

  it('where a Bool should be', () => {
    expect(unknown(() => decodeResult('account.updateStatus', encode({ _: 'inputPeerSelf' }))).expected).toBe('Bool');
  });
});

describe('gzip_packed', () => {
  const config = encode({ _: 'mt_pong', msgId: 1n, pingId: 2n });

  it('is gone through where an object is expected', () => {
    expect(decode(gzipPacked(config))).toStrictEqual({ _: 'mt_pong', msgId: 1n, pingId: 2n });
    expect(inflateGzipPacked(gzipPacked(config))).toStrictEqual(Buffer.from(config));
    expect(inflateGzipPacked(config)).toBe(config);
    const empty = Uint8Array.from([0x15, 0xc4, 0xb5, 0x1c, 0, 0, 0, 0]);
    expect(decodeResult('messages.getDialogUnreadMarks', gzipPacked(empty))).toEqual([]);
  });

  it('inside gzip_packed is refused at the second step', () => {
    let packed = config;
    for (let i = 0; i < 5; i++) packed = gzipPacked(packed);
    expect(() => decode(packed)).toThrow('gzip_packed inside gzip_packed');
  });

  it('that would grow past the limit is refused without making it', () => {
    const bomb = gzipPacked(new Uint8Array(32 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(64 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decode(bomb)).toThrow(TlError);
    expect(() => inflateGzipPacked(bomb, 1024)).toThrow(TlError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    expect(inflateGzipPacked(gzipPacked(new Uint8Array(4096).fill(1)), 4096).length).toBe(4096);
  });

  it('that is damaged is a TL error', () => {
    const bytes = gzipPacked(config);
    bytes[24] ^= 0xff;
    expect(() => decode(bytes)).toThrow(TlError);
    expect(() => decode(encode({ _: 'mt_gzip_packed', packedData: new Uint8Array([1, 2, 3]) }))).toThrow(TlError);
    expect(() => decode(gzipPacked(new Uint8Array(0)))).toThrow('no object inside');
  });

  it('around a call inside a wrapper is unpacked too', () => {
    const query = gzipPacked(encode({ _: 'help.getConfig' }));
    expect(decodeMethod(encode({ _: 'invokeWithLayer', layer: 227, query }))).toStrictEqual({
      _: 'invokeWithLayer',
      layer: 227,
      query: { _: 'help.getConfig' },
    });
    expect(() => decodeMethod(encode({ _: 'invokeWithLayer', layer: 227, query: gzipPacked(query) }))).toThrow(TlError);
    const inner = encode({ _: 'invokeWithoutUpdates', query });
    expect(() => decodeMethod(gzipPacked(inner))).toThrow('gzip_packed inside gzip_packed');
    const wrapped = encode({ _: 'invokeWithLayer', layer: 227, query: gzipPacked(inner) });
    expect(() => decodeMethod(wrapped)).toThrow('gzip_packed inside gzip_packed');
  });
});
