import { afterEach, beforeEach, expect, test } from 'vitest';
import type { tl } from '#tl';
import { ServerRsaKey } from '../../../dc/protocol/rsa.ts';
import { RawSession, makeKey } from './support/raw-client.ts';
import { connectTo, method, startTestDc } from './support/setup.ts';
import type { TestDc } from './support/setup.ts';

const rsa = new ServerRsaKey();
let dc: TestDc;

beforeEach(async () => {
  dc = await startTestDc({}, { cdn: { rsaKeyPem: rsa.privatePem } });
});

afterEach(() => dc.close());

/** A session at the CDN DC under a temporary key that nothing is bound to. */
async function cdnSession(options: { expiresIn?: number } = { expiresIn: 90 }): Promise<RawSession> {
  const connection = connectTo(dc, 'intermediate', 203);
  return new RawSession(connection, await makeKey(dc, connection, { dcId: 203, publicKey: rsa.publicPem, ...options }));
}

const getCdnFile: tl.TlMethod = { _: 'upload.getCdnFile', fileToken: new Uint8Array(8), offset: 0, limit: 4096 };

function announced(query: tl.TlMethod, deviceModel = 'n/a'): Buffer {
  return method({
    _: 'invokeWithLayer',
    layer: 227,
    query: {
      _: 'initConnection',
      apiId: 7,
      deviceModel,
      systemVersion: 'n/a',
      appVersion: '2',
      systemLangCode: 'en',
      langPack: '',
      langCode: '',
      query,
    },
  } as tl.TlMethod);
}

test('its address and its key are told, and its key is not that of the others', () => {
  expect(dc.dcs.at(-1)).toMatchObject({ id: 203, cdn: true });
  expect(rsa.publicPem).not.toBe(dc.publicKey);
});

test('it hands out files under a temporary key without binding', async () => {
  const session = await cdnSession();
  await session.call(announced(getCdnFile));
  expect(dc.world.seen.at(-1)).toMatchObject({ method: { _: 'upload.getCdnFile' }, context: { dcId: 203 } });
  expect(dc.violations()).toEqual([]);
});

test('it takes nothing else, and no word about the client', async () => {
  const session = await cdnSession();
  const answer = await session.call(announced({ _: 'help.getConfig' }, 'My machine'));
  expect(answer.toString('latin1')).toContain('CDN_METHOD_INVALID');
  expect(dc.violations().map(({ rule }) => rule)).toEqual(['cdn-init', 'cdn-method']);
});

test('a permanent key at a CDN DC is noted', async () => {
  await cdnSession({});
  expect(dc.violations().map(({ rule }) => rule)).toEqual(['cdn-permanent-key']);
});
