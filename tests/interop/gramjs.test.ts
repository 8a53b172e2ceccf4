import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDcWith } from '../dc/index.ts';
import type { LocalDc } from '../dc/index.ts';
import { ConfigWorld } from '../unit/dc/protocol/support/config-world.ts';
import { Api, bigInt, gramJsClient } from './support/gramjs.ts';
import type { GramJsTransport } from './support/gramjs.ts';

let dc: LocalDc<ConfigWorld>;

beforeAll(async () => {
  dc = await startDcWith({ world: (parts) => new ConfigWorld(parts), protocol: { redeliverAfterMs: 500 } });
});

afterAll(() => dc.close());

const TRANSPORTS: GramJsTransport[] = ['full', 'abridged', 'obfuscated'];

test.each(TRANSPORTS)('GramJS makes a key and calls over the %s transport', async (transport) => {
  const client = gramJsClient(dc, { transport, dcId: 2 });
  try {
    await client.connect();
    const nearest = await client.invoke(new Api.help.GetNearestDc());
    expect(nearest.thisDc).toBe(2);
    const config = await client.invoke(new Api.help.GetConfig());
    expect(config.dcOptions.map(({ id }) => id)).toEqual([1, 2, 3]);
  } finally {
    await client.destroy();
  }
});

test('GramJS announces its own, older layer and the server remembers it', async () => {
  const client = gramJsClient(dc);
  try {
    await client.connect();
    await client.invoke(new Api.help.GetNearestDc());
    const key = client.session.getAuthKey()?.getKey();
    expect(key).toHaveLength(256);
    const records = dc.server.keys.all().filter((record) => key !== undefined && record.key.equals(key));
    expect(records.map(({ layer, init }) => [layer, init?.apiId])).toEqual([[198, 12345]]);
  } finally {
    await client.destroy();
  }
});

test('GramJS reads Bool, naked vectors of int and long, and errors', async () => {
  const client = gramJsClient(dc);
  try {
    await client.connect();
    expect(await client.invoke(new Api.account.UpdateStatus({ offline: true }))).toBe(true);
    const ids = await client.invoke(new Api.contacts.GetContactIDs({ hash: bigInt(0) }));
    expect(ids).toEqual([7, -8]);
    const queue = await client.invoke(new Api.messages.ReceivedQueue({ maxQts: 0 }));
    expect(queue.map(String)).toEqual(['1', String(2n ** 62n)]);
    await expect(client.invoke(new Api.updates.GetState())).rejects.toMatchObject({
      code: 401,
      errorMessage: 'AUTH_KEY_UNREGISTERED',
    });
  } finally {
    await client.destroy();
  }
});

// After a reconnect GramJS asks for itself, unauthorized here, and drops whatever stands behind an error in a container;
// the answer that it dropped comes again because it was never acknowledged.
test('GramJS gets its answers after a cut connection', async () => {
  const client = gramJsClient(dc);
  try {
    await client.connect();
    await client.invoke(new Api.help.GetNearestDc());
    dc.server.cut();
    expect((await client.invoke(new Api.help.GetNearestDc())).thisDc).toBe(1);
  } finally {
    await client.destroy();
  }
});

test('GramJS survives a change of salts', async () => {
  const client = gramJsClient(dc);
  try {
    await client.connect();
    for (const key of dc.server.keys.all()) key.salts.rotate();
    expect((await client.invoke(new Api.help.GetNearestDc())).thisDc).toBe(1);
  } finally {
    await client.destroy();
  }
});

test('nothing that GramJS did broke the protocol', () => {
  expect(dc.report.internalErrors).toEqual([]);
  // Its obfuscation header carries random bytes where the DC number belongs; Telegram takes no notice on direct connections.
  expect(dc.violations().filter(({ rule }) => rule !== 'obfuscation-dc')).toEqual([]);
});
