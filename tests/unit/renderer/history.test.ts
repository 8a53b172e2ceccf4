import { createEffect, createRoot, on } from 'solid-js';
import { afterEach, describe, expect, it } from 'vitest';
import { messageId, userPeerId, type MessageId } from '#shared/model/index.ts';
import { createIpcClient } from '../../../src-renderer/ipc/client.ts';
import { createHistory, type History, type HistoryAnchor } from '../../../src-renderer/state/history.ts';
import { createPeers } from '../../../src-renderer/state/peers.ts';
import { remove } from '../../renderer/fake-engine/messages.ts';
import { FakeEngine } from '../../renderer/fake-engine/engine.ts';
import { settled } from './support.tsx';

const anna = userPeerId(201);
/** A frame that is drawn whenever it is asked for. */
const atOnce = (run: () => void) => {
  run();
  return () => undefined;
};
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

function open(anchor: HistoryAnchor, inFrame = atOnce, failed?: (why: string) => void): { engine: FakeEngine; history: History; steps: { order: readonly MessageId[]; shift: boolean }[] } {
  const engine = new FakeEngine();
  const steps: { order: readonly MessageId[]; shift: boolean }[] = [];
  const history = createRoot((dispose) => {
    const client = createIpcClient(engine.connect);
    ended.push(dispose, () => client.dispose(), () => engine.dispose());
    const made = createHistory(client, createPeers(client), anna, anchor, undefined, failed, inFrame);
    createEffect(() => steps.push({ order: made.order(), shift: made.shift() }));
    return made;
  });
  return { engine, history, steps };
}

const first = (history: History) => history.order()[0]!;
const last = (history: History) => history.order()[history.order().length - 1]!;

describe('a slice of a history', () => {
  it('begins at the end and knows that nothing is newer', async () => {
    const { history } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    expect(last(history)).toBe(3000);
    expect(history.meta).toMatchObject({ atEnd: true, atStart: false });
    expect(history.message(messageId(3000))?.peerId).toBe(anna);
    expect(history.generation()).toBe(1);
  });

  it('grows at its beginning with shift, so that the view stays where it is', async () => {
    const { history, steps } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    const before = history.order();
    history.extend('older');
    await expect.poll(() => history.order().length).toBeGreaterThan(before.length);
    expect(history.order().slice(-before.length)).toEqual(before);
    expect(steps[steps.length - 1]).toMatchObject({ shift: true });
    expect(history.meta.atEnd).toBe(true);
    expect(history.generation()).toBe(1);
  });

  it('takes over another beginning in a frame, and what comes after it then, too', async () => {
    const frames: (() => void)[] = [];
    const { engine, history } = open('end', (run) => {
      frames.push(run);
      return () => undefined;
    });
    await expect.poll(() => history.meta.known).toBe(true);
    const before = history.order();
    history.extend('older');
    await expect.poll(() => frames.length).toBe(1);
    engine.receive(anna, 'A new one');
    await settled();
    expect(history.order()).toEqual(before);
    frames[0]?.();
    await settled();
    expect(history.order().length).toBeGreaterThan(before.length + 1);
    expect(history.message(last(history))?.text).toBe('A new one');
    expect(frames).toHaveLength(1);
  });

  it('moves up without gaps, repeats or unbounded growth, and comes back to the end', async () => {
    const { history } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    for (let turn = 0; turn < 12; turn++) {
      const before = first(history);
      history.extend('older');
      await expect.poll(() => first(history)).toBeLessThan(before);
      await settled();
      const ids = history.order();
      expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => before - 50 + index).filter((id) => id <= 3000));
      expect(ids.length).toBeLessThanOrEqual(200);
    }
    expect(history.meta.atEnd).toBe(false);
    while (!history.meta.atEnd) {
      const before = last(history);
      history.extend('newer');
      await expect.poll(() => last(history)).toBeGreaterThan(before);
      await settled();
    }
    expect(last(history)).toBe(3000);
  });

  it('asks once, however often it is told', async () => {
    const { history } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    const length = history.order().length;
    history.extend('older');
    history.extend('older');
    await settled();
    expect(history.order().length).toBe(length + 50);
  });

  it('jumps: the slice is replaced and a new generation begins', async () => {
    const { history } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    history.showAround(messageId(500));
    await expect.poll(() => history.generation()).toBe(2);
    expect(history.meta.anchorId).toBe(500);
    expect(history.order()).toContain(500);
    expect(history.meta.atEnd).toBe(false);
  });

  it('takes nothing for the answer to a jump that was on its way before', async () => {
    const { history } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    const places: unknown[] = [];
    createRoot((dispose) => {
      ended.push(dispose);
      createEffect(on(history.generation, () => places.push(history.meta.anchorId), { defer: true }));
    });
    history.extend('older');
    history.showAround(messageId(500));
    await expect.poll(() => places).toEqual([500]);
  });

  it('jumps within the slice, and to the end of it, without asking', async () => {
    const { history } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    history.showAround(messageId(2980));
    expect([history.generation(), history.meta.anchorId]).toEqual([2, 2980]);
    history.showAround('end');
    expect([history.generation(), history.meta.anchorId]).toEqual([3, undefined]);
  });

  it('stays where it is when the wanted message is gone, says so, and goes on', async () => {
    const { engine, history } = open(messageId(1500));
    await expect.poll(() => history.meta.known).toBe(true);
    history.extend('newer');
    await expect.poll(() => last(history)).toBe(1590);
    const before = history.order();
    const failed: string[] = [];
    remove(engine.world, anna, [700]);
    history.showAround(messageId(700), (why) => failed.push(why));
    await expect.poll(() => failed).toEqual(['This message was deleted.']);
    await settled();
    expect(history.order()).toEqual(before);
    expect(history.generation()).toBe(1);
    expect(history.meta.problem).toBeUndefined();
    expect(history.message(messageId(1500))).toBeDefined();
    history.extend('older');
    await expect.poll(() => history.order().length).toBeGreaterThan(before.length);
  });

  it('opens at the end when the first wanted message is gone, and says so', async () => {
    const problems: string[] = [];
    const { history } = open(messageId(90_000), atOnce, (why) => problems.push(why));
    await expect.poll(() => history.generation()).toBe(1);
    expect(last(history)).toBe(3000);
    expect(problems).toEqual(['This message was deleted.']);
  });

  it('shows what arrives while it is at the end, without shift', async () => {
    const { engine, history, steps } = open('end');
    await expect.poll(() => history.meta.known).toBe(true);
    engine.receive(anna, 'news');
    await expect.poll(() => last(history)).toBe(3001);
    expect(history.message(last(history))?.text).toBe('news');
    expect(steps[steps.length - 1]?.shift).toBe(false);
  });

  it('takes the beginning first and the rest after it when both change', async () => {
    const { history, steps } = open(messageId(1000));
    await expect.poll(() => history.meta.known).toBe(true);
    history.extend('newer');
    await expect.poll(() => last(history)).toBe(1090);
    expect(first(history)).toBe(960);
    history.extend('newer');
    await expect.poll(() => last(history)).toBe(1140);
    const [cut, grown] = steps.slice(-2);
    expect([cut?.shift, cut?.order[0], cut?.order.at(-1)]).toEqual([true, 990, 1090]);
    expect([grown?.shift, grown?.order[0], grown?.order.at(-1)]).toEqual([false, 990, 1140]);
  });
});
