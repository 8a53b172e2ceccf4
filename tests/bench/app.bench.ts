/** Start and memory of the whole app with the demo account and with a large one, from a warm database (80-desktop-ux, performance budget). */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { build } from 'vite';
import type { LocalDcDescription } from '../../src-main/app/environments.ts';
import { dist, refreshParts, root } from '../../tools/build-parts.ts';
import { ensureChromium } from '../../tools/chromium.ts';
import type { AppStartOptions } from './app-start.ts';
import { measureLargeAccounts } from './large-account.ts';
import type { BenchRow } from './row.ts';
import { median } from './turns.ts';
import { start, startWithWindow, stop, type WindowStart } from './window-start.ts';

const STARTS = 5;
/** The database is warm when the background loading of the lists has had this long. */
const SETTLE_MS = 5_000;
const rendererDir = join(dist, 'renderer');

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

export async function run(): Promise<BenchRow[]> {
  await refreshParts(['renderer']);
  const scripts = await bundle();
  const browser = await chromium.launch({ executablePath: ensureChromium() });
  try {
    const demo = await measureDemo(browser, scripts.app);
    const large: WindowStart[] = [];
    const rows = await measureLargeAccounts(scripts.large, async (profile) => {
      for (let n = 0; n < STARTS; n += 1) large.push(await startWithWindow(browser, scripts.app, { ...profile, rendererDir }));
    });
    return [...windowRows('', demo), ...rows, ...windowRows('Large account: ', large)];
  } finally {
    await browser.close();
  }
}

async function measureDemo(browser: Browser, script: string): Promise<WindowStart[]> {
  const folder = mkdtempSync(join(tmpdir(), 'petrel-bench-'));
  const dc = await start(join(root, 'tests/dc/main.ts'), ['--seed', 'demo']);
  try {
    const servers = JSON.parse(dc.line) as LocalDcDescription & { accounts: { phone: string }[] };
    const options: AppStartOptions = { profileDir: join(folder, 'profile'), masterKey: randomBytes(32).toString('hex'), servers, rendererDir };
    const phone = servers.accounts[0]?.phone;
    const first = await start(script, [JSON.stringify({ ...options, ...(phone === undefined ? {} : { phone }) })]);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    await stop(first.process);
    const starts: WindowStart[] = [];
    for (let n = 0; n < STARTS; n += 1) starts.push(await startWithWindow(browser, script, options));
    return starts;
  } finally {
    await stop(dc.process);
    rmSync(folder, { recursive: true, force: true });
  }
}

function windowRows(whose: string, starts: readonly WindowStart[]): BenchRow[] {
  const row = (name: string, unit: string, of: (start: WindowStart) => number | undefined, note = ''): BenchRow =>
    ({ name: whose + name, unit, ours: median(starts.flatMap((each) => of(each) ?? [])), higherIsBetter: false, note });
  return [
    row('Process start to interactive chat list', 'ms', (each) => each.total, 'budget 1,500 ms; host, engine and renderer are bundled, the engine\'s code is kept compiled, the page\'s is not (in Electron it is)'),
    row('… from the navigation of the window', 'ms', (each) => each.window, 'the engine begins at the same time; Chromium runs already, and draws without a graphics card'),
    row('… processor time of main process and engine until then', 'ms', (each) => each.processor),
    row('Main process and engine, resident', 'MiB', (each) => each.engine, 'budget 250 MiB'),
    row('Renderer, resident', 'MiB', (each) => each.renderer, 'list and one chat open'),
    row('Renderer, JS heap', 'MiB', (each) => each.heap, 'budget 200 MiB'),
  ];
}
