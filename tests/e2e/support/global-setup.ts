import { ensureChromium } from '../../../tools/chromium.ts';
import { buildAll } from './builds.ts';

/** Makes what all files of the run need, before two workers would both make it. */
export async function setup(): Promise<void> {
  ensureChromium();
  await buildAll();
}
