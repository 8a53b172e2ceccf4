import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { tl } from '#tl';
import type { Message } from '#shared/model/index.ts';
import { RpcError } from '../../../src-main/mtproto/index.ts';
import { ANNA, Harness, SELF } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await new Harness().start();
});
afterEach(() => harness.remove());

const HOUR = 3_600_000;
const effect = (id: bigint, emoticon: string, premiumRequired = false): tl.availableEffect => ({
  _: 'availableEffect', id, emoticon, effectStickerId: id * 10n, ...(premiumRequired ? { premiumRequired } : {}),
});
const fire = effect(11n, '🔥');
const hearts = effect(12n, '💖', true);
const party = effect(13n, '🎉');

/** The server has these effects from now on. */
function serve(hash: number, effects: tl.availableEffect[]): void {
  harness.server.on('messages.getAvailableEffects', (query) =>
    query.hash === hash ? { _: 'messages.availableEffectsNotModified' } : { _: 'messages.availableEffects', hash, effects, documents: [] });
}
const asked = (): number[] => harness.server.named('messages.getAvailableEffects').map(({ hash }) => hash);
const usable = (list: { last: { emoji: string; usable: boolean }[] }): string => list.last.map((one) => `${one.emoji}${one.usable ? '' : '-'}`).join('');

describe('the list of effects', () => {
  it('is kept over a restart, and asked for by its hash, once an hour at most', async () => {
    serve(5, [fire, party]);
    const list = harness.listen('effects.list', {});
    expect(list.last).toEqual([]);
    await harness.call('effects.refresh', {});
    await harness.call('effects.refresh', {});
    expect(usable(list)).toBe('🔥🎉');
    expect(asked()).toEqual([0]);
    harness.clock.advance(HOUR + 1);
    await harness.call('effects.refresh', {});
    expect(asked()).toEqual([0, 5]);
    expect(list.events).toHaveLength(2);

    harness = harness.restart();
    await harness.start();
    expect(usable(harness.listen('effects.list', {}))).toBe('🔥🎉');
    serve(6, [fire]);
    const later = harness.listen('effects.list', {});
    await harness.call('effects.refresh', {});
    expect(asked()).toEqual([0, 5, 5]);
    expect(usable(later)).toBe('🔥');
  });

  it('is asked for at once when an effect is not in it, once for each', async () => {
    serve(5, [fire]);
    await harness.call('effects.refresh', {});
    await harness.call('effects.refresh', { unknown: '11' });
    expect(asked()).toEqual([0]);
    serve(6, [fire, party]);
    await harness.call('effects.refresh', { unknown: '13' });
    await harness.call('effects.refresh', { unknown: '99' });
    await harness.call('effects.refresh', { unknown: '99' });
    expect(asked()).toEqual([0, 5, 6]);
    expect(usable(harness.listen('effects.list', {}))).toBe('🔥🎉');
  });

  it('stands as it was when the server does not answer, and is asked for again the next time', async () => {
    serve(5, [fire]);
    await harness.call('effects.refresh', {});
    harness.clock.advance(HOUR + 1);
    harness.server.on('messages.getAvailableEffects', () => {
      throw new RpcError(500, 'INTERNAL', 'messages.getAvailableEffects');
    });
    await harness.call('effects.refresh', {});
    await harness.call('effects.refresh', {});
    expect(asked()).toEqual([0, 5, 5]);
    expect(usable(harness.listen('effects.list', {}))).toBe('🔥');
  });

  it('offers some effects only to accounts that pay', async () => {
    serve(5, [fire, hearts]);
    await harness.call('effects.refresh', {});
    const list = harness.listen('effects.list', {});
    expect(usable(list)).toBe('🔥💖-');
    const self = { _: 'user', id: SELF, accessHash: 1n, firstName: 'Me', self: true, premium: true } as const;
    harness.store.transaction(() => harness.store.peers.apply([self], []));
    expect(usable(list)).toBe('🔥💖');
  });
});

describe('a message with an effect', () => {
  it('shows it at once, and goes out with it also after a restart', async () => {
    await harness.withDialog(ANNA);
    harness = harness.restart({ offline: true });
    harness.call('messages.send', { peerId: ANNA, text: 'hot', entities: [], how: { effect: '11' } });
    const window = harness.history(ANNA);
    harness.clock.advance(0);
    expect(([...window.rows.values()] as Message[]).map(({ text, effect: id }) => [text, id])).toEqual([['hot', '11']]);
    harness = harness.restart();
    harness.server.connect();
    await harness.start();
    expect(harness.server.named('messages.sendMessage').map((call) => [call.message, call.effect])).toEqual([['hot', 11n]]);
  });

  it('that comes from somebody else is known by it', async () => {
    await harness.withDialog(ANNA);
    const { id } = harness.server.receive(ANNA, 'party', { effect: 13n });
    await harness.settle();
    expect(harness.store.messages.get(ANNA, id as never)?.effect).toBe('13');
  });
});
