/** Area loggers with scrubbing. */
export { logToFile } from './file-sink.ts';
export { createLog, parseLogLevel } from './logger.ts';
export type { Logger, LogLevel, LogLine, LogSink } from './logger.ts';
export { scrub, scrubText } from './scrub.ts';
