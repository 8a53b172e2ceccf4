import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANSWER_FORGERIES } from '../dc/protocol/answer-forgery.ts';
import { CONTENT_FORGERIES, type ContentForgery } from '../dc/protocol/packet-forgery.ts';
import { damagedContents } from './rows.ts';
import { Hostage, nearest } from './support.ts';

/** Contents that hold nothing forbidden; tests/fault/repetitions.test.ts has them. */
const harmless: ContentForgery[] = ['repeated-in-container', 'old-in-container'];
const forbidden = CONTENT_FORGERIES.filter((forgery) => !harmless.includes(forgery));

/** What handling a packet may add to the resident memory, bytes: far below the 64 MiB that the bombs unpack to. */
const allowance = 48 * 1024 * 1024;

let hostage: Hostage;

beforeEach(async () => {
  hostage = await Hostage.take();
});

afterEach(() => hostage.release());

describe(`${damagedContents}`, () => {
  it.each(forbidden)('%s: costs the connection; nothing is delivered, no call fails', async (forgery) => {
    const { client, dc, log } = hostage;
    const lost = log.next('Connection lost');
    const injected = hostage.atNextUpdate({ do: 'content', forgery });
    const call = client.call(nearest);
    await call;
    hostage.push();
    await injected.hit();
    await lost;
    expect(hostage.updates).toEqual([]);
    await hostage.expectServed();
    expect(log.lines.filter((line) => line.includes('could not be handled'))).toEqual([]);
    expect(dc.violations()).toEqual([]);
    hostage.expectNoSecretLogged();
  });

  it.each(ANSWER_FORGERIES)('an answer with %s fails its call alone', async (forgery) => {
    const { client, dc, log } = hostage;
    dc.faults.add({ at: 'call', do: 'forge-answer', forgery });
    await expect(client.call(nearest)).rejects.toThrow();
    await hostage.expectServed();
    expect(log.lines.filter((line) => line.includes('Connection lost'))).toEqual([]);
  });

  it('bombs are not unpacked', async () => {
    const { dc, log } = hostage;
    // The server's own memory is in this process: the bomb is made before it is measured.
    const round = async (): Promise<void> => {
      const lost = log.next('Connection lost');
      hostage.atNextUpdate({ do: 'content', forgery: 'gzip-bomb' });
      hostage.push();
      await lost;
      await hostage.expectServed();
      dc.faults.clear();
    };
    await round();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 3; i++) await round();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(allowance);
  });
});
