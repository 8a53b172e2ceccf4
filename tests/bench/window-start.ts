/** Starts of the whole app with a window in Chromium, as often as wanted, from a profile that is there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import type { AppStartOptions } from './app-start.ts';

/** Milliseconds and MiB of one start. */
export interface WindowStart {
  /** From the beginning of the process to a list that can be clicked. */
  total: number;
  /** From the navigation of the window to that list; the engine begins at the same time. */
  window: number;
  /** Processor time of main process and engine until then; undefined where /proc is not to be had. */
  processor: number | undefined;
  engine: number | undefined;
  renderer: number | undefined;
  heap: number;
}

/** A new context of Chromium computes for almost a second before its empty page rests; none of that is ours. */
const REST_MS = 1_500;

/** Runs a script of ours and takes the first line that it prints. */
export async function start(script: string, args: string[]): Promise<{ process: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) return { process: child, line };
  throw new Error(`${script} ended without a word.`);
}

export function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  return gone;
}

/** Starts, waits for the list, opens its first chat, and ends. `script`: the bundled `app-start.ts`. */
export async function startWithWindow(browser: Browser, script: string, options: AppStartOptions): Promise<WindowStart> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const begun = performance.now();
  const app = await start(script, [JSON.stringify(options)]);
  const opened = performance.now();
  await page.goto(app.line, { waitUntil: 'commit' });
  // Interactive: the rows are there and the first one opens its chat.
  await page.locator('[data-testid^="chat-row:"]').nth(5).waitFor();
  const listed = performance.now();
  const processor = processorMs(app.process.pid);
  await page.locator('[data-testid^="chat-row:"]').first().click();
  await page.getByTestId('history').waitFor();
  const memory = await rendererMemory(browser, page);
  const engine = residentMiB(app.process.pid);
  await context.close();
  await stop(app.process);
  return { total: listed - begun, window: listed - opened, processor, engine, ...memory };
}

async function rendererMemory(browser: Browser, page: Page): Promise<{ heap: number; renderer: number | undefined }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find((metric) => metric.name === 'JSHeapUsedSize')?.value ?? 0;
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const resident = processInfo.filter((info) => info.type === 'renderer').map((info) => residentMiB(info.id) ?? 0);
  return { heap: heap / 2 ** 20, renderer: resident.length > 0 ? Math.max(...resident) : undefined };
}

/** Resident memory of a process, MiB; undefined where /proc is not to be had. */
function residentMiB(pid: number | undefined): number | undefined {
  const kib = fromProc(`/proc/${pid}/status`)?.match(/VmRSS:\s+(\d+) kB/)?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

/** Processor time that a process with all its threads has had, in steps of 10 ms. */
function processorMs(pid: number | undefined): number | undefined {
  const fields = fromProc(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) * 10;
}

function fromProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
