const PRIVATE_FIELDS =
  /^(text|message|phone|phoneNumber|code|phoneCode|phoneCodeHash|password|token|key|authKey|secret|hash|apiHash|salt|title|firstName|lastName|name|username|usernames|caption|url|path|file|query|input|body|bytes)$/i;
const MAX_STRING = 200;
const MAX_DEPTH = 3;
const MAX_ITEMS = 20;

/**
 * Makes a value fit for a log: fields that by their name hold something private are replaced, byte arrays become their
 * length, long digit and hexadecimal runs (phones, ids, keys), addresses and home paths are cut out of strings, errors keep
 * their name, code and stack frames but not their message.
 */
export function scrub(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return scrubText(value);
    case 'number':
      return Number.isSafeInteger(value) && Math.abs(value) >= 1e7 ? '[number]' : value;
    case 'bigint':
      return '[number]';
    case 'boolean':
    case 'undefined':
      return value;
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      break;
  }
  if (value === null) return null;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return scrubError(value);
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? '[array]' : '[object]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => scrub(item, depth + 1));
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value).slice(0, MAX_ITEMS)) {
    result[key] = PRIVATE_FIELDS.test(key) && item !== undefined ? '[private]' : scrub(item, depth + 1);
  }
  return result;
}

/** Cuts phone numbers, keys, mail addresses, links and home folders out of a string, and its end when it is long. */
export function scrubText(text: string): string {
  return text
    .slice(0, MAX_STRING * 4)
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[link]')
    .replace(/[^\s@]+@[^\s@]+\.[^\s@]+/g, '[mail]')
    .replace(/(?:\/home\/|\/Users\/|\/root\b|[A-Z]:\\Users\\)[^\s'":]*/g, '[path]')
    .replace(/\b[0-9a-f]{24,}\b/gi, '[hex]')
    .replace(/\+?\d[\d\s()-]{6,}\d/g, '[number]')
    .slice(0, MAX_STRING);
}

function scrubError(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = { error: error.name };
  for (const key of ['code', 'type', 'method', 'reason'] as const) {
    const value = (error as unknown as Record<string, unknown>)[key];
    if (typeof value === 'string' || typeof value === 'number') fields[key] = scrub(value);
  }
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim().replace(/(?:file:\/\/)?\/[^\s)]*\/((?:src-|dist|node_modules)[^\s)]*)/g, '$1'));
  if (frames.length > 0) fields['stack'] = frames.map((frame) => frame.replace(/(?:file:\/\/)?\/(?:home|Users|root)\/[^\s)]*/g, '[path]'));
  return fields;
}
