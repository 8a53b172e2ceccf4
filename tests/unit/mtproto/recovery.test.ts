import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseRsaPublicKey } from '../../../src-main/crypto/index.ts';
import { Recovery, type RecoveryOptions } from '../../../src-main/mtproto/recovery/recovery.ts';
import { isForPhone, readSimpleConfig } from '../../../src-main/mtproto/recovery/simple-config.ts';
import { joinedText, questionFor, type Fetched } from '../../../src-main/mtproto/recovery/txt-record.ts';
import { silentLogger } from '../../../src-main/mtproto/runtime.ts';
import type { DcAddress } from '../../../src-main/mtproto/types.ts';
import { FakeClock } from './fake-clock.ts';
import { Publisher, resolverAnswer } from './published-configs.ts';
import { seededRandom } from './session-peer.ts';

/** Published by Telegram in April 2018, as the tests of its own library have it; it was for everybody, and for a month. */
const published = `
  hO//tt iwPVovorKtIYtQ8y2ik7CqfJiJ4pJOCLRa4fBmNPixuRPXnBFF/3mTAAZoSyHq4SNylGHz0Cv1/FnWWdEV+BPJeOTk+ARHcNkuJBt0CqnfcVCoDOpKqGyq0U31s2MOpQvHgAG
  +Tlpg02syuH0E4dCGRw5CbJPARiynteb9y5fT5x/kmdp6BMR5tWQSQF0liH16zLh8BDSIdiMsikdcwnAvBwdNhRqQBqGx9MTh62MDmlebjtczE9Gz0z5cscUO2yhzGdphgIy6SP+
  bwaqLWYF0XdPGjKLMUEJW+rou6fbL1t/EUXPtU0XmQAnO0Fh86h+AqDMOe30N4qKrPQ==   `;
const publishedAt = 1_524_869_089;
const publishedUntil = 1_527_461_089;
const publishedAddress = {
  id: 2, host: '138.68.157.255', port: 5222, thisPortOnly: true, secret: new Uint8Array(Buffer.from('ad280a6401a8bbb41733d3c3c3773c36', 'hex')),
};

const publisher = new Publisher();
const key = parseRsaPublicKey(publisher.publicKey);
const now = 1_750_000_000;
const valid = { date: now - 60, expires: now + 3_600 };
const ips = [{ host: '192.0.2.7', port: 443 }];
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('addresses that were published', () => {
  it('are read, with prefixes and secrets', () => {
    const secret = randomBytes(16);
    const rules = [
      { prefixes: '+7,-77', dcId: 4, ips: [{ host: '203.0.113.255', port: 80, secret }] },
      // Secrets of other kinds, and places that do not exist, are left out.
      { dcId: 2, ips: [...ips, { host: '192.0.2.8', port: 443, secret: randomBytes(17) }, { host: '192.0.2.9', port: 0 }] },
    ];
    expect(readSimpleConfig(publisher.publish({ ...valid, rules }), key)).toEqual({
      ...valid,
      rules: [
        { phonePrefixRules: '+7,-77', addresses: [{ id: 4, host: '203.0.113.255', port: 80, thisPortOnly: true, secret: new Uint8Array(secret) }] },
        { phonePrefixRules: '', addresses: [{ id: 2, host: '192.0.2.7', port: 443, thisPortOnly: true }] },
      ],
    });
  });

  it('count only from the holder of the key, whole and unchanged', () => {
    const text = publisher.publish({ ...valid, rules: [{ dcId: 2, ips }] });
    expect(readSimpleConfig(text, key)).toBeDefined();
    expect(readSimpleConfig(text, parseRsaPublicKey(new Publisher().publicKey))).toBeUndefined();
    const sealed = Buffer.from(text, 'base64');
    for (const at of [0, 31, 32, 100, 255]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(readSimpleConfig(changed.toString('base64'), key), `byte ${at}`).toBeUndefined();
    }
    for (const other of ['', text.slice(4), `${text}AAAA`, randomBytes(256).toString('base64'), Buffer.alloc(256, 255).toString('base64')]) {
      expect(readSimpleConfig(other, key)).toBeUndefined();
    }
    // Unsigned content: the digest is of other bytes.
    expect(readSimpleConfig(publisher.seal(randomBytes(224)), key)).toBeUndefined();
  });

  it('are nothing when what was sealed is no such object', () => {
    const broken: ((body: Buffer) => Buffer)[] = [
      (body) => Buffer.concat([Buffer.alloc(4), body.subarray(4)]),
      (body) => body.subarray(0, body.length - 4),
      (body) => Buffer.concat([body, Buffer.alloc(4)]),
      (body) => Buffer.concat([body, Buffer.alloc(2)]),
      (body) => Buffer.concat([body.subarray(0, 12), Buffer.from(Int32Array.of(0x7fff_ffff).buffer)]),
      () => Buffer.alloc(0),
      () => Buffer.alloc(400),
    ];
    for (const change of broken) expect(readSimpleConfig(publisher.publish({ ...valid, rules: [{ dcId: 2, ips }] }, change), key)).toBeUndefined();
  });

  it.each([
    ['', '', true],
    ['4915112345678', '', true],
    ['', '+7', false],
    ['+7 912 345', '+7', true],
    ['+7 702 345', '+7,-77', false],
    ['+49 151', '+7,-77', false],
    ['+49 151', ',-49', false],
    ['+98 21', '-98,+98', true],
    ['+98 21', '98', false],
  ])('are for the number %j by the rules %j: %s', (phone, rules, meant) => expect(isForPhone(phone, rules)).toBe(meant));
});

describe("a resolver's answer", () => {
  it('has its text in parts, whatever their order', () => {
    expect(joinedText(resolverAnswer('abcdefghij', 3))).toBe('abcdefghij');
    expect(joinedText('{"Status":0,"Answer":[{"type":16,"data":"plain"}]}')).toBe('plain');
    for (const other of ['', 'no JSON', 'null', '[]', '{"Answer":5}', '{"Answer":[null,{"type":16}]}', '{"Answer":[{"type":1,"data":"192.0.2.1"}]}']) {
      expect(joinedText(other)).toBeUndefined();
    }
  });

  it('is asked for by name', () => {
    expect(questionFor('https://dns.example/q', 'a.example', 'ff')).toBe('https://dns.example/q?name=a.example&type=TXT&random_padding=ff');
  });
});

/** Recovery over a network that a test plays. */
function setup(changes: Partial<RecoveryOptions> = {}) {
  const clock = new FakeClock();
  const asked: { host: string; name: string | null; signal: AbortSignal; answer(given: Fetched): void; fail(): void }[] = [];
  const found: DcAddress[][] = [];
  const recovery = new Recovery({
    clock,
    random: seededRandom(),
    log: silentLogger,
    test: false,
    fetch: (url, signal) =>
      new Promise((answer, reject) => {
        const { host, searchParams } = new URL(url);
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        asked.push({ host, name: searchParams.get('name'), signal, answer, fail: () => reject(new Error('no')) });
      }),
    serverTime: () => now,
    config: () => ({}),
    phone: () => '',
    found: (addresses) => found.push(addresses),
    publicKey: publisher.publicKey,
    ...changes,
  });
  const answer = async (rules = [{ dcId: 2, ips }] as Parameters<Publisher['publish']>[0]['rules'], times = valid, date?: number): Promise<void> => {
    asked.at(-1)?.answer({ text: resolverAnswer(publisher.publish({ ...times, rules })), date });
    await settle();
  };
  return { clock, asked, found, recovery, answer };
}

describe('recovery', () => {
  it('asks after twenty seconds without a connection, one resolver after the other, and gives what it finds', async () => {
    const { clock, asked, found, recovery, answer } = setup();
    recovery.setWanted(true);
    clock.advance(19_999);
    expect(asked).toEqual([]);
    recovery.setWanted(true);
    clock.advance(1);
    expect(asked.map(({ host, name }) => [host, name])).toEqual([['dns.google', 'apv3.stel.com']]);
    asked[0]?.fail();
    await settle();
    // Silence is as good as a refusal.
    clock.advance(10_000);
    await settle();
    expect(asked.map(({ host }) => host)).toEqual(['dns.google', 'cloudflare-dns.com', 'mozilla.cloudflare-dns.com']);
    await answer();
    expect(found).toEqual([[{ id: 2, host: '192.0.2.7', port: 443, thisPortOnly: true }]]);
    // If these do not help either, others may be published.
    clock.advance(60_000);
    expect(asked).toHaveLength(4);
    recovery.dispose();
    await settle();
    expect(clock.pending).toBe(0);
  });

  it('asks sooner where Telegram knows that it is blocked, and for the name that it said', () => {
    const { clock, asked, recovery } = setup({ config: () => ({ blockedMode: true, dcTxtDomainName: 'txt.example' }) });
    recovery.setWanted(true);
    clock.advance(5_000);
    expect(asked.map(({ name }) => name)).toEqual(['txt.example']);
    recovery.dispose();
  });

  it('asks for the name of the test servers there', () => {
    const { clock, asked, recovery } = setup({ test: true });
    recovery.setWanted(true);
    clock.advance(20_000);
    expect(asked.map(({ name }) => name)).toEqual(['tapv3.stel.com']);
    recovery.dispose();
  });

  it('ends with the need, whatever is under way', async () => {
    const { clock, asked, found, recovery, answer } = setup();
    recovery.setWanted(true);
    clock.advance(10_000);
    recovery.setWanted(false);
    clock.advance(100_000);
    expect(asked).toEqual([]);
    recovery.setWanted(true);
    clock.advance(20_000);
    recovery.setWanted(false);
    expect(asked[0]?.signal.aborted).toBe(true);
    await answer();
    expect(found).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['is out of date', undefined, { date: now - 100, expires: now }, undefined, 0],
    ['is not yet good', undefined, { date: now + 100, expires: now + 200 }, undefined, 0],
    ['is good by the clock of the resolver', undefined, { date: now + 100, expires: now + 200 }, now + 150, 1],
    ['is for other countries', [{ prefixes: '+98', dcId: 2, ips }], undefined, undefined, 0],
    ['is for this country', [{ prefixes: '+49', dcId: 2, ips }], undefined, undefined, 1],
  ] as const)('takes only what is meant for it: what %s', async (_, rules, times, date, count) => {
    const { clock, found, recovery, answer } = setup({ phone: () => '+4915112345678' });
    recovery.setWanted(true);
    clock.advance(20_000);
    await answer(rules as never, times, date);
    expect(found).toHaveLength(count);
    recovery.dispose();
  });

  it("trusts Telegram's key alone by default, which opens what Telegram has published", async () => {
    const { clock, asked, found, recovery } = setup({ publicKey: undefined as never });
    recovery.setWanted(true);
    clock.advance(20_000);
    asked[0]?.answer({ text: resolverAnswer(published.replace(/\s/g, '')), date: publishedAt });
    await settle();
    expect(found).toEqual([[publishedAddress]]);
    clock.advance(60_000);
    asked[1]?.answer({ text: resolverAnswer(published.replace(/\s/g, '')), date: publishedUntil });
    await settle();
    asked[2]?.answer({ text: resolverAnswer(publisher.publish({ ...valid, rules: [{ dcId: 2, ips }] })), date: now });
    await settle();
    expect(found).toHaveLength(1);
    recovery.dispose();
  });
});
