import type { SearchKind } from '../model/index.ts';

/** A query with the conditions that were written into it, like `from:@anna type:photo after:2024-01-01 beach`. */
export interface WrittenSearch {
  /** What is left to look for. */
  text: string;
  /** A username, without "@". */
  from?: string;
  kind?: SearchKind;
  /** Unix seconds, both excluded. */
  after?: number;
  before?: number;
}

const KINDS: Readonly<Record<string, SearchKind>> = {
  photo: 'photo', video: 'video', file: 'file', link: 'link', voice: 'voice', music: 'music', gif: 'gif', media: 'media',
};
const USERNAME = /^@?([a-z][a-z0-9_]{2,31})$/i;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Takes the conditions out of a query. What only looks like one is text. Days are those of this machine. */
export function readOperators(typed: string): WrittenSearch {
  const search: WrittenSearch = { text: '' };
  const text: string[] = [];
  for (const word of typed.split(/\s+/)) {
    const colon = word.indexOf(':');
    if (colon <= 0 || !take(search, word.slice(0, colon).toLowerCase(), word.slice(colon + 1))) text.push(word);
  }
  return { ...search, text: text.join(' ').trim() };
}

function take(search: WrittenSearch, name: string, value: string): boolean {
  switch (name) {
    case 'from': {
      const username = USERNAME.exec(value)?.[1];
      if (username !== undefined) search.from = username;
      return username !== undefined;
    }
    case 'type': {
      const kind = KINDS[value.toLowerCase()];
      if (kind !== undefined) search.kind = kind;
      return kind !== undefined;
    }
    case 'after':
    case 'before':
    case 'date': {
      const day = dayOf(value);
      if (day === undefined) return false;
      if (name !== 'before') search.after = day.first - 1;
      if (name !== 'after') search.before = name === 'before' ? day.first : day.next;
      return true;
    }
    default:
      return false;
  }
}

function dayOf(value: string): { first: number; next: number } | undefined {
  const parts = DAY.exec(value);
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const first = new Date(year, month - 1, day);
  if (first.getMonth() !== month - 1 || first.getDate() !== day) return undefined;
  return { first: first.getTime() / 1000, next: new Date(year, month - 1, day + 1).getTime() / 1000 };
}
