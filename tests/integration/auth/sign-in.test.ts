import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalDc } from '../../dc/index.ts';
import { TestEngine, temporaryProfile } from '../support/engine.ts';

type Dc = Awaited<ReturnType<typeof startLocalDc>>;

const anna = '99966 2 1234';
let dc: Dc;
let profile: ReturnType<typeof temporaryProfile>;
const engines: TestEngine[] = [];

function open(overrides: Parameters<typeof TestEngine.open>[2] = {}): TestEngine {
  const engine = TestEngine.open(profile.dir, dc, { patienceMs: 60_000, ...overrides });
  engines.push(engine);
  return engine;
}

async function toCode(engine: TestEngine, phone = anna): Promise<void> {
  await engine.step('phone');
  await engine.window.call('auth.sendCode', { phone });
  await engine.step('code');
}

/** The same with an engine of little patience, which a busy machine may use up: asked until it is there. */
async function toCodeInTheEnd(engine: TestEngine): Promise<void> {
  await engine.step('phone');
  await expect.poll(async () => {
    if (engine.auth.last?.step === 'phone') await engine.window.call('auth.sendCode', { phone: anna }).catch(() => undefined);
    return engine.auth.last?.step;
  }).toBe('code');
}

beforeEach(async () => {
  profile = temporaryProfile();
  dc = await startLocalDc({ protocol: { forwardSecrecy: true } });
  dc.world.createUser({ firstName: 'Anna', lastName: 'Petrel', phone: '9996621234' });
});

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  expect(dc.violations()).toEqual([]);
  await dc.close();
  profile.remove();
});

describe('phone', () => {
  it('is taken as people type it, with the country suggested', async () => {
    const engine = open();
    expect(await engine.auth.until((state) => state.step === 'phone' && state.suggestedCountry !== undefined)).toMatchObject({ suggestedCountry: 'DE' });
    await engine.window.call('auth.sendCode', { phone: '+99966 (2) 12-34' });
    expect(await engine.step('code')).toMatchObject({ phone: '9996621234', delivery: { kind: 'sms', length: 5 }, nextDelivery: 'call' });
  });

  it.each(['', '12', 'not a number', '0'.repeat(30), '+1 555 0100'])('is refused in place: "%s"', async (phone) => {
    const engine = open();
    await engine.step('phone');
    const error = await engine.window.refusal('auth.sendCode', { phone });
    expect(error).toMatchObject({ code: 'PHONE_INVALID', message: 'This phone number is not valid. Check it and try again.' });
    expect(engine.auth.last?.step).toBe('phone');
  });

  it.each([
    ['PHONE_NUMBER_BANNED', 'PHONE_BANNED', 'banned'],
    ['PHONE_NUMBER_FLOOD', 'FLOOD', 'too many times'],
    ['API_ID_PUBLISHED_FLOOD', 'CREDENTIALS_INVALID', 'blocked'],
  ])('says why it cannot be used: %s', async (text, code, words) => {
    dc.faults.add({ at: 'call', match: { method: 'auth.sendCode' }, do: 'error', code: 400, text });
    const engine = open();
    await engine.step('phone');
    const error = await engine.window.refusal('auth.sendCode', { phone: anna });
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(engine.auth.last?.step).toBe('phone');
  });

  it('says at once how long a flood wait lasts, instead of sleeping through it', async () => {
    dc.faults.add({ at: 'call', match: { method: 'auth.sendCode' }, do: 'error', code: 420, text: 'FLOOD_WAIT_30' });
    const engine = open();
    await engine.step('phone');
    expect(await engine.window.refusal('auth.sendCode', { phone: anna })).toMatchObject({ code: 'FLOOD', retryAfter: 30, message: 'Too many attempts. Try again in 30 seconds.' });
  });

  it('moves to the DC of the number unseen', async () => {
    dc.world.createUser({ firstName: 'Ben', lastName: '', phone: '9996610001' });
    const engine = open();
    await engine.signIn('9996610001');
    expect(engine.auth.last).toMatchObject({ step: 'ready', self: { firstName: 'Ben' } });
    expect(engine.auth.events.map((state) => state.step)).not.toContain('starting');
  });

  it('starts the flow again unseen when the server asks for it, once', async () => {
    dc.faults.add({ at: 'call', match: { method: 'auth.sendCode' }, do: 'error', code: 500, text: 'AUTH_RESTART' });
    const engine = open();
    await toCode(engine);
    expect(engine.auth.last?.step).toBe('code');
  });
});

describe('code', () => {
  it('signs in; the account is there', async () => {
    const engine = open();
    await engine.signIn(anna);
    expect(engine.auth.last).toMatchObject({ step: 'ready', self: { firstName: 'Anna', isSelf: true } });
  });

  it('may be wrong a few times, then there are too many attempts', async () => {
    const engine = open();
    await toCode(engine);
    const codes: string[] = [];
    for (let attempt = 0; attempt < 10 && codes.at(-1) !== 'FLOOD'; attempt++) {
      const error = await engine.window.refusal('auth.signIn', { code: '00000' });
      codes.push(error.code);
      expect(error.message).toMatch(/wrong|Too many attempts/);
    }
    expect(codes[0]).toBe('CODE_INVALID');
    expect(codes.at(-1)).toBe('FLOOD');
    expect(new Set(codes.slice(0, -1))).toEqual(new Set(['CODE_INVALID']));
  });

  it('is refused here when it cannot be one', async () => {
    const engine = open();
    await toCode(engine);
    expect(await engine.window.refusal('auth.signIn', { code: 'abc' })).toMatchObject({ code: 'CODE_INVALID' });
    expect(dc.report.transcript((entry) => entry.method === 'auth.signIn')).toEqual([]);
  });

  it('expires: back to the phone page, with the number kept and the reason', async () => {
    const engine = open();
    await toCode(engine);
    dc.clock.jump(600);
    expect(await engine.window.refusal('auth.signIn', { code: '22222' })).toMatchObject({ code: 'CODE_EXPIRED' });
    expect(engine.auth.last).toMatchObject({ step: 'phone', phone: '9996621234', notice: 'The code has expired. Ask for a new one.' });
  });

  it('can be sent in another way when its time has come, and not before', async () => {
    const engine = open();
    await toCode(engine);
    expect(await engine.window.refusal('auth.resendCode', {})).toMatchObject({ code: 'FLOOD', retryAfter: expect.any(Number) });
    await engine.window.call('auth.cancelCode', {});
    await engine.step('phone');
    // Somebody is signed in elsewhere: the code goes to the app first, and may go by SMS at once.
    const other = temporaryProfile();
    const elsewhere = TestEngine.open(other.dir, dc);
    await elsewhere.signIn(anna);
    await engine.window.call('auth.sendCode', { phone: anna });
    expect(await engine.step('code')).toMatchObject({ delivery: { kind: 'app' }, nextDelivery: 'sms' });
    await engine.window.call('auth.resendCode', {});
    expect(await engine.auth.until((state) => state.step === 'code' && state.delivery.kind === 'sms')).toMatchObject({ nextDelivery: 'call' });
    await engine.window.call('auth.signIn', { code: '22222' });
    await engine.step('ready');
    await elsewhere.close();
    other.remove();
  });

  it('needs a password: an honest sentence, and back to the phone page', async () => {
    dc.faults.add({ at: 'call', match: { method: 'auth.signIn' }, do: 'error', code: 401, text: 'SESSION_PASSWORD_NEEDED' });
    const engine = open();
    await toCode(engine);
    const error = await engine.window.refusal('auth.signIn', { code: '22222' });
    expect(error.code).toBe('PASSWORD_NEEDED');
    expect(error.message).toContain('two-step verification');
    expect(engine.auth.last).toMatchObject({ step: 'phone', notice: expect.stringContaining('two-step verification') });
  });

  it('belongs to its step: other calls are refused', async () => {
    const engine = open();
    await engine.step('phone');
    for (const error of [
      await engine.window.refusal('auth.signIn', { code: '22222' }),
      await engine.window.refusal('auth.resendCode', {}),
      await engine.window.refusal('auth.signUp', { firstName: 'A', lastName: '' }),
      await engine.window.refusal('auth.logOut', {}),
      await engine.window.refusal('auth.setCredentials', { apiId: 1, apiHash: 'a'.repeat(32) }),
    ]) {
      expect(error.code).toBe('WRONG_STEP');
    }
    expect((await engine.window.refusal('messages.send', { peerId: 1, text: 'x', entities: [] })).code).toBe('UNAUTHORIZED');
  });

  it('is asked for once when the button is pressed twice', async () => {
    dc.faults.add({ at: 'call', match: { method: 'auth.sendCode' }, do: 'delay', ms: 200 });
    const engine = open();
    await engine.step('phone');
    const first = engine.window.call('auth.sendCode', { phone: anna });
    expect((await engine.window.refusal('auth.sendCode', { phone: anna })).code).toBe('WRONG_STEP');
    await first;
    expect(engine.auth.last?.step).toBe('code');
  });
});

describe('going back', () => {
  it('does not leave a session behind when the answer comes late', async () => {
    const engine = open();
    await toCode(engine);
    const delayed = dc.faults.add({ at: 'outgoing', match: { type: 'rpc_result', method: 'auth.signIn' }, do: 'delay', ms: 300 });
    const signIn = engine.window.call('auth.signIn', { code: '22222' }).catch(() => undefined);
    await delayed.hit();
    await engine.window.call('auth.cancelCode', {});
    await engine.step('phone');
    const loggedOut = dc.report.next((entry) => entry.method === 'auth.logOut' && entry.direction === 'out');
    await signIn;
    await loggedOut;
    expect(engine.auth.last?.step).toBe('phone');
    expect(dc.world.accountByPhone('9996621234').authorizations.size).toBe(0);
    await engine.signIn(anna);
  });
});

describe('sign-up', () => {
  it('follows for a number without an account, with the terms', async () => {
    const engine = open();
    await toCode(engine, '9996630009');
    await engine.window.call('auth.signIn', { code: '33333' });
    const step = await engine.step('signUp');
    expect(step.terms?.text.text.length).toBeGreaterThan(0);
    for (const names of [{ firstName: '  ', lastName: '' }, { firstName: 'x'.repeat(65), lastName: '' }, { firstName: 'Eva', lastName: 'y'.repeat(65) }]) {
      expect((await engine.window.refusal('auth.signUp', names)).code).toBe('NAME_INVALID');
    }
    await engine.window.call('auth.signUp', { firstName: ' Eva ', lastName: 'Neu' });
    expect(await engine.step('ready')).toMatchObject({ self: { firstName: 'Eva', lastName: 'Neu' } });
  });
});

describe('a restart', () => {
  it('continues at the code', async () => {
    const first = open();
    await toCode(first);
    await first.close();
    const second = open();
    expect(await second.step('code')).toMatchObject({ phone: '9996621234', delivery: { kind: 'sms' }, nextDelivery: 'call' });
    await second.window.call('auth.signIn', { code: '22222' });
    await second.step('ready');
  });

  it('keeps the person signed in, also with the servers down', async () => {
    const first = open();
    await first.signIn(anna);
    await first.close();
    await dc.stop();
    const second = open();
    expect(await second.step('ready')).toMatchObject({ self: { firstName: 'Anna' } });
    await dc.start();
  });
});

describe('the network is gone', () => {
  const offline = { code: 'OFFLINE', message: 'There is no connection to Telegram. Check your network and try again.' };

  it('while the number is sent: said in a sentence, and works afterwards', async () => {
    await dc.stop();
    const engine = open({ patienceMs: 500 });
    await engine.step('phone');
    expect(await engine.window.refusal('auth.sendCode', { phone: anna })).toMatchObject(offline);
    expect((await engine.window.refusal('auth.countries', {})).message).toContain('starting with +');
    await dc.start();
    await engine.window.call('connection.retry', {});
    await engine.window.listen('connection.status', {}).until((status) => status.kind === 'ready');
    await toCodeInTheEnd(engine);
  });

  it('while the code is sent: the code is still good afterwards', async () => {
    const engine = open({ patienceMs: 700 });
    const status = engine.window.listen('connection.status', {});
    await status.until(({ kind }) => kind === 'ready');
    await toCodeInTheEnd(engine);
    await dc.stop();
    await status.until(({ kind }) => kind !== 'ready');
    expect(await engine.window.refusal('auth.signIn', { code: '22222' })).toMatchObject(offline);
    expect(engine.auth.last?.step).toBe('code');
    await dc.start();
    await engine.window.call('connection.retry', {});
    // The call that was given up on is still under way: whichever comes first signs in, once.
    await engine.window.call('auth.signIn', { code: '22222' }).catch(() => undefined);
    await engine.step('ready');
    expect(dc.world.accountByPhone('9996621234').authorizations.size).toBe(1);
  });

  it('while going back: nothing waits for it', async () => {
    const engine = open();
    await toCode(engine);
    await dc.stop();
    await engine.window.call('auth.cancelCode', {});
    await engine.step('phone');
    await dc.start();
  });
});

describe('credentials', () => {
  it('are asked for when none are known, and kept', async () => {
    const first = TestEngine.open(profile.dir, dc, withoutCredentials);
    engines.push(first);
    await first.step('credentials');
    expect((await first.window.refusal('auth.sendCode', { phone: anna })).code).toBe('WRONG_STEP');
    await first.window.call('auth.setCredentials', { apiId: 17, apiHash: 'a'.repeat(32) });
    await first.signIn(anna);
    await first.close();
    const second = TestEngine.open(profile.dir, dc, withoutCredentials);
    engines.push(second);
    await second.step('ready');
  });

  it('are asked for again when the server refuses them', async () => {
    const engine = TestEngine.open(profile.dir, dc, withoutCredentials);
    engines.push(engine);
    await engine.step('credentials');
    await engine.window.call('auth.setCredentials', { apiId: 17, apiHash: 'a'.repeat(32) });
    await engine.step('phone');
    dc.faults.add({ at: 'call', match: { method: 'auth.sendCode' }, do: 'error', code: 400, text: 'API_ID_INVALID' });
    expect((await engine.window.refusal('auth.sendCode', { phone: anna })).code).toBe('CREDENTIALS_INVALID');
    await engine.step('credentials');
    await engine.window.call('auth.setCredentials', { apiId: 18, apiHash: 'b'.repeat(32) });
    await engine.signIn(anna);
  });
});

const withoutCredentials = { credentials: undefined } as unknown as Parameters<typeof TestEngine.open>[2];

it('knows the countries, also after a restart without network', async () => {
  const first = open();
  await first.step('phone');
  const countries = await first.window.call('auth.countries', {});
  expect(countries.find(({ iso2 }) => iso2 === 'DE')).toMatchObject({ code: '49' });
  await first.close();
  await dc.stop();
  const second = open();
  await second.step('phone');
  expect(await second.window.call('auth.countries', {})).toEqual(countries);
  await dc.start();
});
