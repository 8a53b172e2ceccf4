import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { FakeEngine } from './fake-engine/engine.ts';
import { buildPage, chromiumPath, servePage } from './page/serve.ts';

declare global {
  interface Window {
    engine: FakeEngine;
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A Chromium with the renderer over the fake engine. One per test file. */
export class RendererBrowser {
  private readonly browser: Browser;
  private readonly server: { origin: string; close(): void };
  private readonly problems: string[] = [];

  private constructor(browser: Browser, server: { origin: string; close(): void }) {
    this.browser = browser;
    this.server = server;
  }

  static async start(): Promise<RendererBrowser> {
    await buildPage();
    return new RendererBrowser(await chromium.launch({ executablePath: chromiumPath() }), await servePage());
  }

  /** Opens a page; `query` as in page/main.tsx. Errors of the page fail the test in `close`. */
  async open(query: Record<string, unknown> = {}, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.problems.push(error.stack ?? error.message));
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
    await page.goto(`${this.server.origin}/?${search}`);
    return page;
  }

  /** Closes the pages of a test and fails it if one of them had an uncaught error. */
  async closePages(): Promise<void> {
    for (const context of this.browser.contexts()) await context.close();
    expect(this.problems.splice(0)).toEqual([]);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

/** Serious findings of axe on what a page shows now, as readable lines. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
