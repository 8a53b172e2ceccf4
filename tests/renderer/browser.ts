import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { Windows, type WindowKind, type WindowLook } from '../e2e/support/windows.ts';
import type { FakeEngine } from './fake-engine/engine.ts';
import { servePage } from './page/serve.ts';

declare global {
  interface Window {
    engine: FakeEngine;
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Windows with the renderer over the fake engine. */
export class RendererBrowser {
  readonly #problems: string[] = [];
  readonly #servers: { close(): void }[] = [];
  readonly #windows = new Set<Windows>();

  /** Opens a page; `query` as in page/main.tsx. Errors of the page fail the test in `closePages`. */
  async open(query: Record<string, unknown> = {}, { locale = 'en-US', deviceScaleFactor, ...look }: WindowKind & WindowLook = {}): Promise<Page> {
    const windows = await Windows.of({ locale, ...(deviceScaleFactor === undefined ? {} : { deviceScaleFactor }) });
    this.#windows.add(windows);
    const page = await windows.newPage({ reducedMotion: 'reduce', ...look });
    page.on('pageerror', (error) => this.#problems.push(error.stack ?? error.message));
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    );
    // A port of its own is an origin of its own: no page sees what another one stores.
    const server = await servePage();
    this.#servers.push(server);
    await page.goto(`${server.origin}/?${search}`);
    return page;
  }

  /** Closes the pages of a test and fails it if one of them had an uncaught error. */
  async closePages(): Promise<void> {
    for (const windows of this.#windows) await windows.clear();
    this.#windows.clear();
    for (const server of this.#servers.splice(0)) server.close();
    expect(this.#problems.splice(0)).toEqual([]);
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
