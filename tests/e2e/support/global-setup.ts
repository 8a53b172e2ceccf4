import { chromium, type BrowserServer } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { ensureChromium } from '../../../tools/chromium.ts';
import { buildAll } from './builds.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's Chromiums are reached, one for each worker. */
    chromium: string[];
  }
}

let browsers: BrowserServer[] = [];

export async function setup(project: TestProject): Promise<void> {
  await buildAll();
  const executablePath = ensureChromium();
  // Pages of one site share a process, whatever port they come from: starting one for each would cost more than most tests.
  const launch = () => chromium.launchServer({ executablePath, args: ['--process-per-site'] });
  browsers = await Promise.all(Array.from({ length: project.config.maxWorkers }, launch));
  project.provide('chromium', browsers.map((browser) => browser.wsEndpoint()));
}

export async function teardown(): Promise<void> {
  await Promise.all(browsers.map((browser) => browser.close()));
}
