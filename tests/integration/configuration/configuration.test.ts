import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLocalDc, type LocalDc } from '../../dc/index.ts';
import type { World } from '../../dc/world/index.ts';
import { temporaryProfile, TestEngine } from '../support/engine.ts';

let dc: LocalDc<World>;
let profile: ReturnType<typeof temporaryProfile>;
let engine: TestEngine | undefined;

beforeEach(async () => {
  dc = await startLocalDc();
  dc.world.createUser({ phone: '9996621111', firstName: 'Anna' });
  profile = temporaryProfile();
});

afterEach(async () => {
  await engine?.close();
  engine = undefined;
  const { internalErrors } = dc.report;
  const violations = dc.violations();
  await dc.close();
  profile.remove();
  expect([internalErrors, violations]).toEqual([[], []]);
});

const open = (): TestEngine => (engine = TestEngine.open(profile.dir, dc));
const asked = (method: string): number => dc.report.calls.get(method) ?? 0;
const answered = (method: string): Promise<{ bytes: number }> => dc.report.next((entry) => entry.direction === 'out' && entry.method === method);

it('reaches open windows when the server changes it, by one question each', async () => {
  const configured = answered('help.getConfig');
  const anna = open();
  await configured;
  const known = answered('help.getAppConfig');
  await anna.signIn('+999 66 2 1111');
  const limits = anna.window.listen('config.limits', {});
  await limits.until(({ captionLength }) => captionLength === 1024);
  await known;
  await anna.window.listen('connection.status', {}).until(({ kind }) => kind === 'ready');
  const before = { config: asked('help.getConfig'), app: asked('help.getAppConfig') };
  const again = answered('help.getAppConfig');
  dc.world.setConfig({ captionLengthMax: 2048, messageLengthMax: 5000 });
  await limits.until(({ captionLength, messageLength }) => captionLength === 2048 && messageLength === 5000);
  await again;
  expect({ config: asked('help.getConfig') - before.config, app: asked('help.getAppConfig') - before.app }).toEqual({ config: 1, app: 1 });
});

it('holds at a start without a connection, and the next one sends the hash that it has', async () => {
  const first = open();
  const known = answered('help.getAppConfig');
  dc.world.setConfig({ captionLengthMax: 3000 });
  await first.signIn('+999 66 2 1111');
  await first.window.listen('config.limits', {}).until(({ captionLength }) => captionLength === 3000);
  expect((await known).bytes).toBeGreaterThan(500);
  await first.close();
  await dc.stop();
  const second = open();
  await second.window.listen('config.limits', {}).until(({ captionLength }) => captionLength === 3000);
  const unchanged = answered('help.getAppConfig');
  const config = asked('help.getConfig');
  await dc.start();
  await second.window.call('connection.retry', {});
  // Nothing but a constructor: it is not modified.
  expect((await unchanged).bytes).toBeLessThan(64);
  // It has not expired, so nobody asks.
  expect(asked('help.getConfig')).toBe(config);
});

it('makes an account sign in at the data center that is nearest, and suggests the country', async () => {
  dc.world.state.settings.nearest = { country: 'AQ', dcId: 3 };
  const anna = open();
  await anna.auth.until((state) => state.step === 'phone' && state.suggestedCountry === 'AQ');
  const sent = dc.report.next((entry) => entry.direction === 'in' && entry.method === 'auth.sendCode');
  await anna.window.call('auth.sendCode', { phone: '+999 66 2 1111' });
  expect(await sent).toMatchObject({ dcId: 3 });
  // The number lives at DC 2: its error leads there.
  await anna.step('code');
  await anna.window.call('auth.signIn', { code: '22222' });
  await anna.step('ready');
  expect(dc.world.accountByPhone('9996621111').authorizations.size).toBe(1);
});

it('tells a frozen account since when, until when and where to appeal, and what it may not do in sentences', async () => {
  const anna = open();
  await anna.signIn('+999 66 2 1111');
  const frozen = anna.window.listen('account.frozen', {});
  await frozen.until((facts) => facts === null);
  await anna.window.listen('connection.status', {}).until(({ kind }) => kind === 'ready');
  dc.world.setAppConfig({ freeze_since_date: 1_800_000_000, freeze_until_date: 1_810_000_000, freeze_appeal_url: 'https://t.me/appeals' });
  expect(await frozen.until((facts) => facts !== null)).toEqual({ since: 1_800_000_000, until: 1_810_000_000, appealUrl: 'https://t.me/appeals' });
  dc.world.setAppConfig({ freeze_until_date: 'soon', freeze_appeal_url: 'javascript:alert(1)' });
  await frozen.until((facts) => facts !== null && facts.until === undefined && facts.appealUrl === 'https://t.me/spambot');
  dc.faults.add({ at: 'call', do: 'error', code: 420, text: 'FROZEN_METHOD_INVALID', match: { method: 'contacts.resolveUsername' } });
  await expect(anna.window.call('peers.resolve', { username: 'nobody' })).rejects.toMatchObject({ code: 'FROZEN', message: expect.stringMatching(/frozen/) as string });
});
