import { generateKeyPairSync } from 'node:crypto';
import { chromium, type BrowserServer } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { ensureChromium } from '../../../tools/chromium.ts';
import { buildRenderer } from './renderer-build.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's one Chromium is reached. */
    chromium: string;
    /** PKCS#1 PEM: making a key of 2048 bits anew for each local DC would cost more than most tests. */
    serverKey: string;
  }
}

let browser: BrowserServer | undefined;

export async function setup(project: TestProject): Promise<void> {
  buildRenderer();
  browser = await chromium.launchServer({ executablePath: ensureChromium() });
  project.provide('chromium', browser.wsEndpoint());
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  project.provide('serverKey', privateKey.export({ type: 'pkcs1', format: 'pem' }) as string);
}

export async function teardown(): Promise<void> {
  await browser?.close();
}
