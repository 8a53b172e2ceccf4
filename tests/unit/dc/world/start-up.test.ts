import { describe, expect, it } from 'vitest';
import { schemaEntries, type tl } from '#tl';
import { implementedMethods } from '../../../dc/methods/table.ts';
import { seedDemo } from '../../../dc/seed/index.ts';
import { MethodNotImplemented, RpcFailure } from '../../../dc/protocol/types.ts';
import { TestWorld } from './support.ts';

/** A value of a schema type that a call may carry at start: zero, empty, or the plainest constructor. */
function plain(type: string): unknown {
  if (type.startsWith('Vector<') || type.startsWith('vector<')) return [];
  switch (type) {
    case 'int':
    case 'int53':
    case 'double':
      return 0;
    case 'long':
      return 0n;
    case 'string':
      return '';
    case 'bytes':
      return new Uint8Array(0);
    case 'Bool':
      return false;
    case 'InputPeer':
      return { _: 'inputPeerSelf' };
    case 'InputUser':
      return { _: 'inputUserSelf' };
    default:
      return undefined;
  }
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

describe('start-up calls', () => {
  it('answers every method that needs no particular arguments with a value that its result type can carry', async () => {
    const test = new TestWorld();
    seedDemo(test.world);
    const client = await test.loggedIn('9996610001');
    const implemented = new Set(implementedMethods());
    const skipped = new Set(['auth.logOut', 'auth.resetAuthorizations', 'account.deleteAccount']);
    let called = 0;
    for (const entry of schemaEntries()) {
      if (entry.kind !== 'method' || !implemented.has(entry.name) || skipped.has(entry.name)) continue;
      const required = entry.params.filter((param) => !param.type.includes('?') && param.type !== '#');
      const values = required.map((param) => [camel(param.name), plain(param.type)] as const);
      if (values.some(([, value]) => value === undefined)) continue;
      try {
        await client.call({ _: entry.name, ...Object.fromEntries(values) } as never);
        called++;
      } catch (error) {
        expect(error, entry.name).toBeInstanceOf(RpcFailure);
        expect(error, entry.name).not.toBeInstanceOf(MethodNotImplemented);
      }
    }
    expect(called).toBeGreaterThan(100);
  }, 30_000);

  it('refuses what it does not know, and everything before login', async () => {
    const test = new TestWorld();
    test.world.createUser({ firstName: 'Ada', phone: '9996610001' });
    const stranger = test.client(2);
    expect(await stranger.refusal({ _: 'messages.getDialogFilters' })).toBe('401 AUTH_KEY_UNREGISTERED');
    const client = await test.loggedIn('9996610001');
    const unknown = { _: 'phone.getGroupCallStreamRtmpUrl', peer: { _: 'inputPeerSelf' }, revoke: false } as tl.TlMethod;
    await expect(client.call(unknown as never)).rejects.toBeInstanceOf(MethodNotImplemented);
  });
});
