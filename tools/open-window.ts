import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** Opens a page in an app window of Chromium, with a throw-away profile inside `folder`. */
export function openAppWindow(chromium: string, url: string, folder: string): ChildProcess {
  const args = [
    `--app=${url}`,
    `--user-data-dir=${join(folder, 'chromium')}`,
    '--window-size=1200,820',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-sync',
    '--password-store=basic',
  ];
  // Chromium's sandbox refuses to run as root.
  if (process.getuid?.() === 0) args.push('--no-sandbox', '--test-type');
  return spawn(chromium, args, { stdio: 'ignore' });
}

/** Resolves when the person ends the command (Ctrl+C, or the terminal goes). */
export function untilStopped(): Promise<void> {
  // Whoever reads the address from a pipe may close it: that ends nothing.
  process.stdout.on('error', () => undefined);
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
