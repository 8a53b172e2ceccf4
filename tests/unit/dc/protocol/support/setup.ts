import { randomBytes } from 'node:crypto';
import { encode } from '#tl';
import type { tl } from '#tl';
import { startDcWith } from '../../../../dc/index.ts';
import type { LocalDc } from '../../../../dc/index.ts';
import { authKeyIdOf } from '../../../../dc/protocol/crypto.ts';
import type { ProtocolOptions } from '../../../../dc/protocol/host.ts';
import type { FramingName } from '../../../../dc/protocol/framing.ts';
import { ConfigWorld } from './config-world.ts';
import { RawConnection, RawSession } from './raw-client.ts';

export type TestDc = LocalDc<ConfigWorld>;

export function startTestDc(protocol: Partial<ProtocolOptions> = {}, options: { cdn?: { id?: number; rsaKeyPem?: string } } = {}): Promise<TestDc> {
  return startDcWith({ dcCount: 2, world: (parts) => new ConfigWorld(parts), protocol, ...options });
}

export function connectTo(dc: TestDc, framing: FramingName = 'intermediate', dcId = 1): RawConnection {
  const address = dc.dcs.find(({ id }) => id === dcId);
  if (address === undefined) throw new Error('No such DC');
  return new RawConnection(address.port, framing);
}

/** A session with a fresh key, put into the server without a handshake, that has called nothing yet. */
export function newSession(dc: TestDc): RawSession {
  const key = randomBytes(256);
  const made = { key, id: authKeyIdOf(key), salt: randomBytes(8).readBigInt64LE(0) };
  dc.server.keys.add(1, made, dc.clock.now());
  return new RawSession(connectTo(dc), made);
}

/** A session that has announced its layer and read `new_session_created`. */
export async function readySession(dc: TestDc): Promise<RawSession> {
  const session = newSession(dc);
  await session.call(wrapped({ _: 'help.getNearestDc' }));
  return session;
}

export function method(call: tl.TlMethod): Buffer {
  return Buffer.from(encode(call));
}

/** A call inside `invokeWithLayer` and `initConnection`. */
export function wrapped(query: tl.TlMethod, layer = 227): Buffer {
  return method({
    _: 'invokeWithLayer',
    layer,
    query: {
      _: 'initConnection',
      apiId: 7,
      deviceModel: 'Test',
      systemVersion: '1',
      appVersion: '2',
      systemLangCode: 'en',
      langPack: '',
      langCode: '',
      params: {
        _: 'jsonObject',
        value: [{ _: 'jsonObjectValue', key: 'tz_offset', value: { _: 'jsonNumber', value: 3600 } }],
      },
      query,
    },
  } as tl.TlMethod);
}
