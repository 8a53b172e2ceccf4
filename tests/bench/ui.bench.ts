/**
 * The interface in Chromium over the whole app: a large account in a warm store, the engine in its thread, the browser host. Scrolling through a
 * long history, opening a chat, typing beside a busy list, and how long the page is deaf meanwhile. How it grows is told by the same numbers of
 * a short history and of a quiet list. What a frame, an opening or a key costs is processor time of the page's main thread, which other load
 * does not count into.
 */
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { ensureChromium } from '../../tools/chromium.ts';
import type { BenchRow } from './row.ts';
import { startUiWorld, type UiWorld } from './ui-world.ts';

const DIALOGS = 5_000;
const SHORT = 1_000;
const LONG = 100_000;
const SCREENS = 400;
const OPENS = 24;
const KEYS = 200;
const UPDATES_A_SECOND = 20;
const TURNS = 5;
const REST_MS = 400;

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A window, with what the debugger knows of it. */
class Window {
  readonly page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Window> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new Window(page, cdp);
  }

  async heapMiB(): Promise<number> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    return (await this.#cdp.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  }

  /** Processor time of the main thread, ms. */
  async processor(): Promise<number> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  }

  /** What something costs the main thread, ms. */
  async costOf(work: () => Promise<unknown>): Promise<number> {
    const before = await this.processor();
    await work();
    return (await this.processor()) - before;
  }

  /** The longest that the main thread is busy at one go during something and until it has come to rest, ms; 0 below 50. */
  async longestOf(work: () => Promise<unknown>): Promise<number> {
    await this.page.evaluate(() => {
      const seen: number[] = [];
      const observer = new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration)));
      observer.observe({ type: 'longtask' });
      Object.assign(globalThis, { longTasks: () => (observer.takeRecords().forEach(({ duration }) => seen.push(duration)), observer.disconnect(), Math.max(0, ...seen)) });
    });
    await work();
    await this.rest();
    return this.page.evaluate(() => (globalThis as unknown as { longTasks(): number }).longTasks());
  }

  /** What was begun has time to end. */
  async rest(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
  }

  /** Ms from the press on a row to the frame that shows the first bubble. */
  open(peerId: number): Promise<number> {
    return this.page.evaluate(async (id) => {
      const row = document.querySelector<HTMLElement>(`[data-testid="chat-row:${id}"]`);
      if (row === null) throw new Error('The row is not there');
      const from = performance.now();
      row.click();
      const isThere = () => document.querySelector(`[data-testid^="message:${id}:"] [data-bubble]`) !== null;
      while (!isThere()) {
        if (performance.now() - from > 20_000) throw new Error('The chat does not open');
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      // After the frame that shows it.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - from;
    }, peerId);
  }

  /** Scrolls up screen by screen. Returns the most nodes that were in the page. */
  scroll(screens: number): Promise<number> {
    return this.page.evaluate(async (count) => {
      let most = 0;
      for (let step = 0; step < count; step++) {
        const list = document.querySelector<HTMLElement>('[data-testid="history"]');
        if (list === null) throw new Error('The history has gone');
        list.dispatchEvent(new WheelEvent('wheel', { deltaY: -list.clientHeight, bubbles: true }));
        list.scrollTop -= list.clientHeight * 0.9;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        most = Math.max(most, document.getElementsByTagName('*').length);
      }
      return most;
    }, screens);
  }

  /** Ms from the moment at which the browser has a key until it is written, styled and laid out, for each key. */
  async type(keys: number): Promise<number[]> {
    await this.page.getByTestId('composer').click();
    await this.page.evaluate(() => {
      const times: number[] = [];
      const onKey = ({ timeStamp }: KeyboardEvent) => {
        const { port1, port2 } = new MessageChannel();
        // A task of its own: when the browser is free again.
        port1.addEventListener('message', () => {
          document.body.getBoundingClientRect();
          times.push(performance.now() - timeStamp);
        });
        port1.start();
        port2.postMessage(0);
      };
      document.addEventListener('keydown', onKey, true);
      Object.assign(globalThis, { keyTimes: () => (document.removeEventListener('keydown', onKey, true), times) });
    });
    for (let key = 0; key < keys; key++) {
      await this.page.keyboard.press(key % 6 === 5 ? ' ' : 'a');
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await this.rest();
    return this.page.evaluate(() => (globalThis as unknown as { keyTimes(): number[] }).keyTimes());
  }

  async clearField(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
  }
}

interface Scrolled {
  nodes: number;
  growthMiB: number;
  /** ms of the main thread for one screen. */
  screen: number;
}

async function scrolled(window: Window, chat: number, screens: number): Promise<Scrolled> {
  await window.open(chat);
  await window.rest();
  const before = await window.heapMiB();
  let nodes = 0;
  const cost = await window.costOf(async () => (nodes = await window.scroll(screens)));
  return { nodes, growthMiB: (await window.heapMiB()) - before, screen: cost / screens };
}

async function opened(window: Window, { ordinary }: UiWorld): Promise<{ painted: number; cost: number }> {
  for (const chat of ordinary) await window.open(chat);
  const painted: number[] = [];
  const costs: number[] = [];
  for (let round = 0; round < OPENS; round++) {
    await window.rest();
    costs.push(await window.costOf(async () => painted.push(await window.open(ordinary[round % ordinary.length] ?? 0))));
  }
  return { painted: median(painted), cost: median(costs) };
}

interface Typed {
  /** ms, 95 of 100 keys are below. */
  key: number;
  /** ms of the main thread for each key, updates included. */
  cost: number;
}

async function typed(window: Window, world: UiWorld, busy: boolean): Promise<Typed> {
  const timer = busy ? setInterval(() => world.write(), 1000 / UPDATES_A_SECOND) : undefined;
  let times: number[] = [];
  const cost = await window.costOf(async () => (times = await window.type(KEYS)));
  clearInterval(timer);
  await window.clearField();
  return { key: quantile(times, 0.95), cost: cost / KEYS };
}

/** What a person does besides, and the longest task of each: the median of some turns. */
async function longest(window: Window, world: UiWorld): Promise<{ name: string; ms: number }[]> {
  const { page } = window;
  const [first = 0, second = 0] = world.ordinary;
  const acts: { name: string; act(turn: number): Promise<unknown> }[] = [
    { name: 'opening a chat', act: (turn) => window.open(turn % 2 === 0 ? first : second) },
    { name: 'paging', act: () => page.getByTestId('history').press('PageUp') },
    { name: 'switching folders', act: (turn) => page.keyboard.press(turn % 2 === 0 ? 'Control+2' : 'Control+1') },
    { name: 'opening the settings', act: (turn) => page.keyboard.press(turn % 2 === 0 ? 'Control+,' : 'Escape') },
  ];
  const all: { name: string; ms: number }[] = [];
  for (const { name, act } of acts) {
    const times: number[] = [];
    for (let turn = 0; turn < TURNS * 2; turn++) times.push(await window.longestOf(() => act(turn)));
    all.push({ name, ms: median(times) });
  }
  return all;
}

export async function run(): Promise<BenchRow[]> {
  const world = await startUiWorld({ dialogs: DIALOGS, short: SHORT, long: LONG });
  const browser = await chromium.launch({ executablePath: ensureChromium() });
  try {
    /** A window of its own for each part, so that none pays for another. */
    const inWindow = async <T>(work: (window: Window) => Promise<T>): Promise<T> => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      await page.goto(world.url());
      await page.getByTestId(`chat-row:${world.long}`).waitFor();
      const window = await Window.of(page);
      await window.rest();
      const value = await work(window);
      await page.close();
      return value;
    };
    const few = await inWindow((window) => scrolled(window, world.short, Math.min(SCREENS, SHORT / 20)));
    const many = await inWindow((window) => scrolled(window, world.long, SCREENS));
    const opening = await inWindow((window) => opened(window, world));
    const deaf = await inWindow((window) => longest(window, world));
    const keys = await inWindow(async (window) => {
      await window.open(world.ordinary[0] ?? 0);
      const quiet = await typed(window, world, false);
      return { quiet, busy: await typed(window, world, true) };
    });
    const short = (value: number, digits = 1) => `at 1,000 messages: ${value.toFixed(digits)}`;
    const row = (name: string, unit: string, ours: number, note: string): BenchRow => ({ name, unit, ours, higherIsBetter: false, note });
    return [
      row('scrolling through 100,000 messages: nodes in the page', 'nodes', many.nodes, `${short(few.nodes, 0)}; wanted: under 4,000`),
      row('scrolling through 100,000 messages: growth of the heap', 'MiB', many.growthMiB, `${short(few.growthMiB)}; wanted: under 50`),
      row('scrolling through 100,000 messages: processor time for a screen', 'ms', many.screen, `${short(few.screen)}; wanted: the same`),
      row('opening a chat from the store, to the frame with its messages', 'ms', opening.painted, 'wanted: under 100'),
      row('… processor time of the page', 'ms', opening.cost, ''),
      row('a key while 20 of 5,000 chats a second change, 95 of 100', 'ms', keys.busy.key, `in a quiet list: ${keys.quiet.key.toFixed(1)}; wanted: under 16`),
      row('… processor time of the page for each key, changes included', 'ms', keys.busy.cost, `in a quiet list: ${keys.quiet.cost.toFixed(1)}`),
      ...deaf.map(({ name, ms }) => row(`longest task: ${name}`, 'ms', ms, '0: none over 50 ms, as wanted')),
    ];
  } finally {
    await browser.close();
    await world.close();
  }
}
