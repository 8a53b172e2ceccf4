import { existsSync } from 'node:fs';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** The Chromium of this machine; throws a sentence when there is none. */
export function chromiumPath(): string {
  const chosen = process.env['PETREL_CHROMIUM'] ?? KNOWN.find((path) => existsSync(path));
  if (chosen === undefined) throw new Error('The end-to-end tests need Chromium: install it, or name it in PETREL_CHROMIUM.');
  return chosen;
}
