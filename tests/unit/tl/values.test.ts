import { describe, expect, expectTypeOf, it } from 'vitest';
import type { tl } from '#tl';
import { TlError, decode, decodeMethod, decodeResult, encode, encodeResult } from '#tl';
import { encodeAny } from './random-value.ts';

function message(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof TlError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const send: tl.messages.sendMessage = { _: 'messages.sendMessage', peer: { _: 'inputPeerSelf' }, message: 'hello', randomId: 1n };

const sendRows: [string, object, string][] = [
  ['a field that is missing', { message: undefined }, 'message: expected string, not undefined'],
  ['a field of another kind', { randomId: 1 }, 'randomId: expected long, not number'],
  ['a long too large', { randomId: 2n ** 64n }, 'randomId: expected long, not a bigint out of range'],
  ['null for what is absent', { scheduleDate: null }, 'scheduleDate: expected int, not null'],
  ['a number too large', { scheduleDate: 2 ** 40 }, 'scheduleDate: expected int, not a number out of range'],
  ['a number for a flag', { silent: 1 }, 'silent: expected boolean, not number'],
  ['an object of another type', { peer: { _: 'peerUser', userId: 1 } }, 'peer: peerUser is no InputPeer'],
  ['an object without a name', { peer: {} }, 'peer: an object without a constructor name is no InputPeer'],
  ['a missing object', { peer: undefined }, 'peer: expected object, not undefined'],
  ['a vector that is none', { entities: {} }, 'entities: expected array, not object'],
  ['a field in a vector', { entities: [{ _: 'messageEntityUrl', offset: 0 }] }, 'entities[0].length: expected int, not undefined'],
];

const otherRows: [string, object, string][] = [
  [
    'a field of a wrapped call',
    { _: 'invokeWithLayer', layer: 1, query: { ...send, message: 5 } },
    'invokeWithLayer.query.message: expected string, not number',
  ],
  [
    'no call in a wrapper',
    { _: 'invokeWithLayer', layer: 1, query: { _: 'inputPeerSelf' } },
    'invokeWithLayer.query: inputPeerSelf is no method',
  ],
  [
    'bytes that are no array of bytes',
    { _: 'auth.importLoginToken', token: 'abc' },
    'auth.importLoginToken.token: expected Uint8Array, not string',
  ],
  [
    'one of two fields that share a flag',
    { _: 'codeSettings', token: 'abc' },
    'codeSettings.appSandbox: expected boolean, not undefined',
  ],
  [
    'a bare object of another kind',
    { _: 'mt_future_salts', reqMsgId: 1n, now: 1, salts: [{ _: 'mt_pong' }] },
    'mt_future_salts.salts[0]: mt_pong is no mt_future_salt',
  ],
  ['a name that no layer has', { _: 'nonsense' }, 'nonsense is no object of this layer'],
];

describe('a value that cannot be written', () => {
  it.each([
    ...sendRows.map(([what, change, error]) => [what, { ...send, ...change }, `messages.sendMessage.${error}`] as const),
    ...otherRows,
  ])('has its field named: %s', (_, value, expected) => {
    expect(message(() => encodeAny(value))).toBe(expected);
  });

  it('is a TL error even when it is no object at all', () => {
    for (const value of [undefined, null, 5, 'text', [], new Date(0)]) expect(() => encodeAny(value as object)).toThrow(TlError);
  });

  it('names the place in an answer', () => {
    const wrong = { dcOptions: 1 } as unknown as tl.Config;
    expect(message(() => encodeResult('help.getConfig', wrong))).toBe(
      'result of help.getConfig: an object without a constructor name is no Config',
    );
    expect(message(() => encodeResult('messages.receivedMessages', [5] as never))).toBe(
      'result of messages.receivedMessages[0]: expected object, not number',
    );
  });
});

describe('a value that can', () => {
  it('may have absent fields as undefined and flags as false', () => {
    expect(encode({ ...send, silent: false, entities: undefined })).toStrictEqual(encode(send));
    expect(decodeMethod(encode({ ...send, silent: false, entities: undefined }))).toStrictEqual(send);
  });

  it('keeps an empty optional vector, which is not the same as none', () => {
    expect(decodeMethod(encode({ ...send, entities: [] }))).toStrictEqual({ ...send, entities: [] });
  });

  it('may have a flag whose bit is also that of a field', () => {
    const media: tl.inputMediaUploadedPhoto = {
      _: 'inputMediaUploadedPhoto',
      file: { _: 'inputFile', id: 1n, parts: 1, name: 'a', md5Checksum: '' },
      video: { _: 'inputDocumentEmpty' },
    };
    expect(decode(encode(media))).toStrictEqual({ ...media, livePhoto: true });
  });
});

describe('wrappers', () => {
  const query: tl.help.getConfig = { _: 'help.getConfig' };
  const wrapped = (inner: tl.TlMethod | Uint8Array): tl.invokeWithLayer => ({
    _: 'invokeWithLayer',
    layer: 227,
    query: {
      _: 'initConnection',
      apiId: 1,
      deviceModel: 'Desktop',
      systemVersion: 'Linux',
      appVersion: '1',
      systemLangCode: 'en',
      langPack: '',
      langCode: '',
      query: inner,
    },
  });

  it('take a call or the bytes of one, and come back as calls inside calls', () => {
    expect(encode(wrapped(encode(query)))).toStrictEqual(encode(wrapped(query)));
    expect(decodeMethod(encode(wrapped(query)))).toStrictEqual(wrapped(query));
  });

  it('can be put in front of an encoded call', () => {
    const prefix = encode(wrapped(new Uint8Array()));
    expect(Buffer.concat([prefix, encode(query)])).toStrictEqual(Buffer.from(encode(wrapped(query))));
  });
});

describe('answers', () => {
  it('without a constructor of their own are read by the method', () => {
    const vectorOf = (...ints: number[]): Uint8Array => new Uint8Array(Int32Array.of(0x1cb5c415, ints.length, ...ints).buffer);
    expect(decodeResult('bots.reorderUsernames', encodeResult('bots.reorderUsernames', true))).toBe(true);
    expect(decodeResult('account.updateStatus', new Uint8Array(Int32Array.of(0xbc799737).buffer))).toBe(false);
    expect(decodeResult('stories.deleteStories', vectorOf(1, -2))).toEqual([1, -2]);
    expect(decodeResult('stories.deleteStories', vectorOf())).toEqual([]);
    expect(encodeResult('stories.deleteStories', [1, -2])).toStrictEqual(vectorOf(1, -2));
  });

  it('hold the raw bytes of an rpc_result, whose type only the caller knows', () => {
    const result = encodeResult('account.updateStatus', true);
    const bytes = encode({ _: 'mt_rpc_result', reqMsgId: 5n, result });
    const back = decode(bytes);
    if (back._ !== 'mt_rpc_result') throw new Error(back._);
    expect(back.reqMsgId).toBe(5n);
    expect(decodeResult('account.updateStatus', back.result)).toBe(true);
  });
});

describe('the types', () => {
  it('say what the values are', () => {
    expectTypeOf<tl.message['id']>().toEqualTypeOf<number>();
    expectTypeOf<tl.message['groupedId']>().toEqualTypeOf<bigint | undefined>();
    expectTypeOf<tl.message['silent']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<tl.peerUser['userId']>().toEqualTypeOf<number>();
    expectTypeOf<tl.photo['fileReference']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<tl.Peer>().toEqualTypeOf<tl.peerUser | tl.peerChat | tl.peerChannel>();
    expectTypeOf<tl.auth.authorization['_']>().toEqualTypeOf<'auth.authorization'>();
    expectTypeOf<tl.ResultOf<'messages.sendMessage'>>().toEqualTypeOf<tl.Updates>();
    expectTypeOf<tl.ResultOf<'account.updateStatus'>>().toEqualTypeOf<boolean>();
    expectTypeOf<tl.ResultOf<'stories.deleteStories'>>().toEqualTypeOf<number[]>();
    expectTypeOf<tl.account.authorizations['authorizations']>().toEqualTypeOf<tl.Authorization[]>();
    expectTypeOf<tl.auth.loginTokenSuccess['authorization']>().toEqualTypeOf<tl.auth.Authorization>();
    expectTypeOf<tl.mt_resPQ['pq']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<tl.secret_decryptedMessage['media']>().toEqualTypeOf<tl.secret_DecryptedMessageMedia | undefined>();
    expectTypeOf<'flags'>().not.toExtend<keyof tl.message>();
  });
});
