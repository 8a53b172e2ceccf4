/** What a web server gave: its text, and the time by its clock, unix seconds. */
export interface Fetched {
  text: string;
  date: number | undefined;
}

/** Fetches a text of at most 64 KiB over HTTPS. Rejects when there is none. */
export type FetchText = (url: string, signal: AbortSignal) => Promise<Fetched>;

/** Public resolvers that answer in JSON over HTTPS (developers.google.com/speed/public-dns/docs/doh/json has the form). */
export const resolvers: readonly string[] = ['https://dns.google/resolve', 'https://cloudflare-dns.com/dns-query', 'https://mozilla.cloudflare-dns.com/dns-query'];

const txt = 16;
const most = 65_536;

export const fetchText: FetchText = async (url, signal) => {
  const response = await fetch(url, { signal, headers: { accept: 'application/dns-json' }, redirect: 'error', credentials: 'omit' });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > most) throw new Error('The answer is too long');
    chunks.push(chunk);
  }
  const date = Date.parse(response.headers.get('date') ?? '') / 1000;
  return { text: Buffer.concat(chunks).toString(), date: Number.isFinite(date) ? date : undefined };
};

/** The question for the TXT records of a name. `padding` makes its length say less. */
export function questionFor(resolver: string, name: string, padding: string): string {
  return `${resolver}?${new URLSearchParams({ name, type: 'TXT', random_padding: padding })}`;
}

/** The TXT records in a resolver's answer, joined, the longest first: that is the order of the parts. Undefined when there are none. */
export function joinedText(answer: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer);
  } catch {
    return undefined;
  }
  const records: unknown = isObject(parsed) ? parsed['Answer'] : undefined;
  const parts = (Array.isArray(records) ? records : []).flatMap((record: unknown) =>
    isObject(record) && record['type'] === txt && typeof record['data'] === 'string' ? [record['data'].replaceAll('"', '')] : [],
  );
  return parts.length === 0 ? undefined : parts.toSorted((a, b) => b.length - a.length).join('');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
