import { scrub, scrubText } from './scrub.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'off';
export interface LogLine {
  time: number;
  level: Exclude<LogLevel, 'off'>;
  area: string;
  message: string;
  fields?: unknown;
}
/** A logger of one area. Fields may hold anything: they are scrubbed. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
export type LogSink = (line: LogLine) => void;

const ORDER: LogLevel[] = ['debug', 'info', 'warn', 'error', 'off'];

/**
 * Makes area loggers that share a level and a sink. Everything that passes is scrubbed first: no message text, phone number,
 * key or code reaches the sink.
 */
export function createLog(level: LogLevel, sink: LogSink = writeToStderr): (area: string) => Logger {
  const from = ORDER.indexOf(level);
  return (area) => {
    const at = (lineLevel: LogLine['level']) => (message: string, fields?: Record<string, unknown>) => {
      if (ORDER.indexOf(lineLevel) < from) return;
      sink({
        time: Date.now(),
        level: lineLevel,
        area,
        message: scrubText(message),
        ...(fields === undefined ? {} : { fields: scrub(fields) }),
      });
    };
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  };
}

export function parseLogLevel(text: string | undefined, fallback: LogLevel): LogLevel {
  return ORDER.find((level) => level === text) ?? fallback;
}

/** One line of text, with its end. */
export function formatLine(line: LogLine): string {
  const fields = line.fields === undefined ? '' : ` ${JSON.stringify(line.fields)}`;
  return `${new Date(line.time).toISOString()} ${line.level} ${line.area}: ${line.message}${fields}\n`;
}

function writeToStderr(line: LogLine): void {
  process.stderr.write(formatLine(line));
}
