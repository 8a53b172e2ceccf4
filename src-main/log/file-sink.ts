import { appendFileSync } from 'node:fs';
import { formatLine } from './logger.ts';
import type { LogSink } from './logger.ts';

/**
 * Appends lines to a file that only its owner may read. Written at once, so that the last line before an end is there. A line that the
 * disk does not take is dropped: whoever logs goes on.
 */
export function logToFile(path: string): LogSink {
  return (line) => {
    try {
      appendFileSync(path, formatLine(line), { mode: 0o600 });
    } catch {
      // There is nowhere left to say it.
    }
  };
}
