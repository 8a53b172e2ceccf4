/** Start and memory of the whole app with the demo account, from a warm database (80-desktop-ux, performance budget). */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { LocalDcDescription } from '../../src-main/app/environments.ts';
import { build } from 'vite';
import { dist, refreshParts, root } from '../../tools/build-parts.ts';
import { ensureChromium } from '../../tools/chromium.ts';
import type { AppStartOptions } from './app-start.ts';
import { measureLargeAccounts } from './large-account.ts';
import type { BenchRow } from './row.ts';

const STARTS = 5;
/** The database is warm when the background loading of the lists has had this long. */
const SETTLE_MS = 5_000;

interface Started {
  process: ChildProcess;
  url: string;
}

/** Bundles what is started as the packaged app is: what it loads is then one file each for host and engine, without types to strip. */
async function bundle(): Promise<{ app: string; large: string }> {
  const outDir = join(dist, 'bench');
  await build({
    configFile: join(root, 'vite.main.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: { 'app-start': join(root, 'tests/bench/app-start.ts'), 'large-start': join(root, 'tests/bench/large-start.ts') } } },
  });
  return { app: join(outDir, 'app-start.js'), large: join(outDir, 'large-start.js') };
}

/** Runs a script of ours and takes the first line that it prints. */
async function start(script: string, args: string[]): Promise<{ process: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) return { process: child, line };
  throw new Error(`${script} ended without a word.`);
}

function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  return gone;
}

async function startApp(script: string, options: AppStartOptions): Promise<Started> {
  const { process: child, line } = await start(script, [JSON.stringify(options)]);
  return { process: child, url: line };
}

/** Resident memory of a process, MiB; undefined where /proc is not to be had. */
function residentMiB(pid: number | undefined): number | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/);
    return line ? Number(line[1]) / 1024 : undefined;
  } catch {
    return undefined;
  }
}

async function rendererMemory(browser: Browser, page: Page): Promise<{ heapMiB: number; residentMiB: number | undefined }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const heap = metrics.find((metric) => metric.name === 'JSHeapUsedSize')?.value ?? 0;
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const resident = processInfo.filter((info) => info.type === 'renderer').map((info) => residentMiB(info.id) ?? 0);
  return { heapMiB: heap / 2 ** 20, residentMiB: resident.length > 0 ? Math.max(...resident) : undefined };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export async function run(): Promise<BenchRow[]> {
  await refreshParts(['renderer']);
  const scripts = await bundle();
  return [...(await measureApp(scripts.app)), ...(await measureLargeAccounts(scripts.large))];
}

async function measureApp(script: string): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-bench-'));
  const dc = await start(join(root, 'tests/dc/main.ts'), ['--seed', 'demo']);
  const servers = JSON.parse(dc.line) as LocalDcDescription & { accounts: { phone: string }[] };
  const options: AppStartOptions = {
    profileDir: join(folder, 'profile'),
    masterKey: randomBytes(32).toString('hex'),
    servers,
    rendererDir: join(dist, 'renderer'),
  };
  const browser = await chromium.launch({ executablePath: ensureChromium() });
  try {
    const phone = servers.accounts[0]?.phone;
    const first = await startApp(script, { ...options, ...(phone === undefined ? {} : { phone }) });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    await stop(first.process);

    const starts: number[] = [];
    const engine: number[] = [];
    const heaps: number[] = [];
    const renderers: number[] = [];
    for (let index = 0; index < STARTS; index++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      const begun = performance.now();
      const app = await startApp(script, options);
      await page.goto(app.url, { waitUntil: 'commit' });
      // Interactive: the rows are there and the first one opens its chat.
      await page.locator('[data-testid^="chat-row:"]').nth(5).waitFor();
      starts.push(performance.now() - begun);
      await page.locator('[data-testid^="chat-row:"]').first().click();
      await page.getByTestId('history').waitFor();
      const memory = await rendererMemory(browser, page);
      heaps.push(memory.heapMiB);
      if (memory.residentMiB !== undefined) renderers.push(memory.residentMiB);
      const resident = residentMiB(app.process.pid);
      if (resident !== undefined) engine.push(resident);
      await context.close();
      await stop(app.process);
    }
    return [
      { name: 'Process start to interactive chat list', unit: 'ms', ours: median(starts), higherIsBetter: false, note: 'budget 1,500 ms; renderer, host and engine are bundled' },
      { name: 'Main process and engine, resident', unit: 'MiB', ours: median(engine), higherIsBetter: false },
      { name: 'Renderer, resident', unit: 'MiB', ours: median(renderers), higherIsBetter: false, note: 'list and one chat open' },
      { name: 'Renderer, JS heap', unit: 'MiB', ours: median(heaps), higherIsBetter: false, note: 'budget 200 MiB' },
    ];
  } finally {
    await browser.close();
    await stop(dc.process);
    rmSync(folder, { recursive: true, force: true });
  }
}
