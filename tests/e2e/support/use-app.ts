import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { App, type AppOptions } from './app.ts';

/** Screenshots of failures and for the eye; git ignores it. */
export const outputDir = fileURLToPath(new URL('../output/', import.meta.url));

/**
 * Gives each test of the surrounding `describe` (or file) an app: a new one for each test, or one for all of them. After every test
 * nothing may have gone wrong unseen.
 */
export function useApp(per: 'test' | 'all', options: AppOptions = {}): () => App {
  let app: App | undefined;
  const start = async (): Promise<void> => {
    app = await App.start(options);
  };
  const end = async (): Promise<void> => {
    await app?.close();
    app = undefined;
  };
  if (per === 'test') beforeEach(start);
  else beforeAll(start);
  // Registered before the check, hence run after it.
  if (per === 'test') afterEach(end);
  else afterAll(end);
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await photograph(app, task.name);
    else app?.expectClean();
  });
  return () => {
    if (app === undefined) throw new Error('The app runs only inside tests');
    return app;
  };
}

async function photograph(app: App | undefined, name: string): Promise<void> {
  mkdirSync(outputDir, { recursive: true });
  const path = join(outputDir, `failed ${name.replace(/[^\w ]+/g, '')}.png`);
  await app?.page.screenshot({ path }).catch(() => undefined);
  console.error(app?.problems.take().join('\n'));
}
