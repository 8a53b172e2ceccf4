/**
 * The chat view in Chromium over the fake engine: scrolling through a long history (nodes, heap, cost of a frame), opening a chat,
 * typing beside a busy list. How it grows is told by the same numbers at 1,000 messages.
 */
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { ensureChromium } from '../../tools/chromium.ts';
import { buildPage, servePage } from '../renderer/page/serve.ts';
import type { FakeEngine } from '../renderer/fake-engine/engine.ts';
import type { BenchRow } from './row.ts';

declare global {
  interface Window {
    engine: FakeEngine;
  }
}

/** A person of the fake world, and another one to come from. */
const CHAT = 201;
const OTHER = 203;
const SCREENS = 400;
const OPENS = 21;
const KEYS = 200;

/** Fills a chat with texts of different lengths, all of them read. */
async function fill(page: Page, chat: number, count: number): Promise<void> {
  await page.evaluate(
    ([peerId, total]) => {
      const world = window.engine.world as unknown as { chats: Map<number, { messages: unknown[]; readInboxMaxId: number }>; now(): number };
      const chat = world.chats.get(peerId);
      if (chat === undefined) throw new Error('The fake world has no such chat');
      const now = world.now();
      chat.messages = Array.from({ length: total }, (_, index) => ({
        id: index + 1,
        peerId,
        date: now - (total - index) * 30,
        out: index % 3 === 0,
        fromId: peerId,
        text: `Number ${index}: ${'and so on '.repeat((index * 7) % 23)}`,
        entities: index % 5 === 0 ? [{ type: 'bold', offset: 0, length: 6 }] : [],
        ...(index % 11 === 0 ? { reactions: { counts: [{ reaction: { kind: 'emoji', emoji: '👍' }, count: 2 }], recent: [] } } : {}),
      }));
      chat.readInboxMaxId = total;
    },
    [chat, count] as const,
  );
}

async function heapMiB(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}

const quantile = (values: readonly number[], q: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;

interface Scrolled {
  nodes: number;
  growthMiB: number;
  /** ms of a frame: 95 of 100 are below. */
  frame: number;
}

/** Scrolls up screen by screen, and back to the end by its key. */
async function scroll(page: Page, cdp: CDPSession, count: number): Promise<Scrolled> {
  await fill(page, CHAT, count);
  await page.getByTestId(`chat-row:${CHAT}`).click();
  await page.getByTestId('history').waitFor();
  const before = await heapMiB(cdp);
  const { nodes, frames } = await page.evaluate(async (screens) => {
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const times: number[] = [];
    let most = 0;
    let last = await frame();
    for (let step = 0; step < screens; step++) {
      const list = document.querySelector<HTMLElement>('[data-testid="history"]');
      if (list === null) throw new Error('The history has gone');
      list.dispatchEvent(new WheelEvent('wheel', { deltaY: -list.clientHeight, bubbles: true }));
      list.scrollTop -= list.clientHeight * 0.9;
      const now = await frame();
      times.push(now - last);
      last = now;
      most = Math.max(most, document.getElementsByTagName('*').length);
    }
    return { nodes: most, frames: times };
  }, Math.min(SCREENS, count / 10));
  return { nodes, growthMiB: (await heapMiB(cdp)) - before, frame: quantile(frames, 0.95) };
}

/** ms from the press on a row to the first painted bubble, of a chat that the engine has at hand. */
async function opening(page: Page): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < OPENS; round++) {
    const id = round % 2 === 0 ? OTHER : CHAT;
    times.push(
      await page.evaluate(async (peerId) => {
        const row = document.querySelector<HTMLElement>(`[data-testid="chat-row:${peerId}"]`);
        if (row === null) throw new Error('The row is not there');
        const from = performance.now();
        row.click();
        const isThere = () => document.querySelector(`[data-testid^="message:${peerId}:"] [data-bubble]`) !== null;
        while (!isThere()) {
          if (performance.now() - from > 20_000) throw new Error('The chat does not open');
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        // After the frame that shows it.
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - from;
      }, id),
    );
  }
  return quantile(times, 0.5);
}

/** ms from a key to the frame that shows it, while twenty chats a second get a message: 95 of 100 are below. */
async function typing(page: Page): Promise<number> {
  await page.getByTestId('composer').click();
  return page.evaluate(async (keys) => {
    const field = document.activeElement;
    if (!(field instanceof HTMLElement)) throw new Error('The field has no focus');
    let chat = 0;
    const updates = setInterval(() => window.engine.receive(10_000 + (chat++ % 500), 'One more'), 50);
    const times: number[] = [];
    for (let key = 0; key < keys; key++) {
      const from = performance.now();
      document.execCommand('insertText', false, 'a');
      // What the key costs until the browser is free to paint.
      await new Promise<void>((resolve) => {
        const channel = new MessageChannel();
        channel.port1.addEventListener('message', () => resolve(), { once: true });
        channel.port1.start();
        channel.port2.postMessage(0);
      });
      times.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    clearInterval(updates);
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
  }, KEYS);
}

export async function run(): Promise<BenchRow[]> {
  await buildPage();
  const server = await servePage();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--js-flags=--expose-gc'] });
  try {
    const open = async (query: string): Promise<{ page: Page; cdp: CDPSession }> => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      await page.goto(`${server.origin}/?${query}`);
      await page.getByTestId(`chat-row:${CHAT}`).waitFor();
      return { page, cdp: await page.context().newCDPSession(page) };
    };
    const short = await open('');
    const few = await scroll(short.page, short.cdp, 1_000);
    await short.page.close();
    const long = await open('');
    const many = await scroll(long.page, long.cdp, 100_000);
    await long.page.close();
    const warm = await open('');
    for (const chat of [CHAT, OTHER]) await fill(warm.page, chat, 1_000);
    const opened = await opening(warm.page);
    await warm.page.close();
    const busy = await open('crowd=5000');
    await busy.page.getByTestId(`chat-row:${CHAT}`).click();
    const typed = await typing(busy.page);
    const note = (few_: number, digits = 0) => `at 1,000 messages: ${few_.toFixed(digits)}`;
    return [
      { name: 'scrolling through 100,000 messages: nodes in the page', unit: 'nodes', ours: many.nodes, higherIsBetter: false, note: `${note(few.nodes)}; wanted: under 4,000` },
      { name: 'scrolling through 100,000 messages: growth of the heap', unit: 'MiB', ours: many.growthMiB, higherIsBetter: false, note: `${note(few.growthMiB, 1)}; wanted: under 50` },
      { name: 'scrolling through 100,000 messages: frame, 95 of 100', unit: 'ms', ours: many.frame, higherIsBetter: false, note: note(few.frame, 1) },
      { name: 'opening a chat that is at hand, to its first bubble', unit: 'ms', ours: opened, higherIsBetter: false, note: 'wanted: under 100' },
      { name: 'a key while 20 of 5,000 chats a second change, 95 of 100', unit: 'ms', ours: typed, higherIsBetter: false, note: 'wanted: under 16' },
    ];
  } finally {
    await browser.close();
    server.close();
  }
}
