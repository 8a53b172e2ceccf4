import { createRoot, createSignal } from 'solid-js';
import { afterEach, describe, expect, test } from 'vitest';
import type { PeerId } from '#shared/model/index.ts';
import { ageAt, asPerson, phoneText } from '../../../src-renderer/features/info/info-words.ts';
import { bareUsername } from '../../../src-renderer/features/info/username-check.ts';
import { createInfoPanel, type InfoPanel } from '../../../src-renderer/state/info.ts';
import type { Navigation } from '../../../src-renderer/state/navigation.ts';

const [ANNA, BORIS] = [1, 2] as PeerId[];

test('an age counts whole years, and the birthday itself', () => {
  const born = { day: 4, month: 3, year: 1990 };
  const at = (year: number, month: number, day: number) => new Date(year, month - 1, day, 12).getTime();
  expect([at(2020, 3, 3), at(2020, 3, 4), at(2020, 2, 28), at(2020, 12, 1)].map((now) => ageAt(born, now))).toEqual([29, 30, 29, 30]);
});

test('a number has its sign once, and a public name nothing around it', () => {
  expect([phoneText('49170'), phoneText('+49170')]).toEqual(['+49170', '+49170']);
  for (const text of ['my_name', ' @my_name', 'https://t.me/my_name', 't.me/my_name']) expect(bareUsername(text)).toBe('my_name');
});

test('oneself among others is shown as a person', () => {
  const self = { id: ANNA, isSelf: true } as Parameters<typeof asPerson>[0];
  expect(asPerson(self).isSelf).toBe(false);
  const other = { id: BORIS } as Parameters<typeof asPerson>[0];
  expect(asPerson(other)).toBe(other);
});

describe('pages of the panel', () => {
  let dispose: (() => void) | undefined;
  afterEach(() => dispose?.());

  function panel(beside: boolean): { info: InfoPanel; open(peerId: PeerId | undefined): void } {
    return createRoot((end) => {
      dispose = end;
      const [openPeer, open] = createSignal<PeerId | undefined>(ANNA);
      return { info: createInfoPanel({ openPeer } as Navigation, { infoBeside: () => beside }), open };
    });
  }

  test('lie on top of one another, and the last one that goes closes it', () => {
    const { info } = panel(true);
    info.open(ANNA);
    info.open(ANNA);
    info.open(BORIS);
    info.open(BORIS, 'edit');
    expect([info.page(), info.hasBack()]).toEqual([{ peerId: BORIS, kind: 'edit' }, true]);
    info.back();
    info.back();
    expect([info.page()?.peerId, info.hasBack()]).toEqual([ANNA, false]);
    info.back();
    expect(info.page()).toBeUndefined();
  });

  test('are opened and closed by the header of the chat', () => {
    const { info } = panel(true);
    info.toggle(ANNA);
    info.open(BORIS);
    info.toggle(ANNA);
    expect([info.page()?.peerId, info.hasBack()]).toEqual([ANNA, false]);
    info.toggle(ANNA);
    expect(info.page()).toBeUndefined();
  });

  test('beside the chat they follow it, and go with it', async () => {
    const { info, open } = panel(true);
    info.open(ANNA);
    info.open(BORIS);
    open(BORIS);
    await Promise.resolve();
    expect([info.page()?.peerId, info.hasBack()]).toEqual([BORIS, false]);
    open(undefined);
    await Promise.resolve();
    expect(info.page()).toBeUndefined();
  });

  test('over the chat they make room for what is opened', async () => {
    const { info, open } = panel(false);
    info.open(BORIS);
    open(BORIS);
    await Promise.resolve();
    expect(info.page()).toBeUndefined();
  });
});
