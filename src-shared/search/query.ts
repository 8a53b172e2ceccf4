import { fold, foldWithPlaces } from './fold.ts';
import { isInsideWord, runsOf } from './runs.ts';
import type { Run } from './runs.ts';

/** A part of a query between spaces; all of them must occur, in any order. */
export interface SearchTerm {
  /** Folded. */
  text: string;
  runs: Run[];
  /** It begins with one or two letters: those are looked for at the beginning of words only. */
  atWordStart: boolean;
}

export interface SearchQuery {
  terms: SearchTerm[];
}

export interface TextRange {
  /** UTF-16 units. */
  offset: number;
  length: number;
}

/** Longer queries are cut: nobody types more, and each letter costs. */
const LONGEST = 256;
const MOST_TERMS = 16;
/** From so many letters on, a term is found inside of words. */
const INSIDE_FROM = 3;

const EDGES = /^[\s.,;:!?…"'“”„«»()[\]{}<>¿¡]+|[\s.,;:!?…"'“”„«»()[\]{}<>]+$/gu;

/** Understands what was typed; undefined when there is nothing in it that can be looked for. */
export function parseQuery(typed: string): SearchQuery | undefined {
  const terms: SearchTerm[] = [];
  for (const part of fold(typed.slice(0, LONGEST)).split(/\s+/)) {
    const text = part.replace(EDGES, '');
    const runs = runsOf(text);
    const first = runs[0];
    if (first === undefined || terms.some((term) => term.text === text)) continue;
    terms.push({ text, runs, atWordStart: first.at === 0 && first.kind === 'word' && [...first.text].length < INSIDE_FROM });
    if (terms.length === MOST_TERMS) break;
  }
  return terms.length === 0 ? undefined : { terms };
}

/**
 * How a folded text matches: `start` when every term begins a word (or stands in an unspaced script), `inside` when one of them
 * only occurs within a word, undefined when one does not occur.
 */
export function matchOf(query: SearchQuery, folded: string): 'start' | 'inside' | undefined {
  let inside = false;
  for (const term of query.terms) {
    const found = occurrence(term, folded);
    if (found === undefined) return undefined;
    inside ||= found.inside;
  }
  return inside ? 'inside' : 'start';
}

/** Where the terms of a query stand in a text: disjoint ranges, in order. */
export function highlights(query: SearchQuery, text: string): TextRange[] {
  const folded = foldWithPlaces(text);
  const ranges: { from: number; to: number }[] = [];
  for (const term of query.terms) {
    for (let at = folded.text.indexOf(term.text); at >= 0; at = folded.text.indexOf(term.text, at + term.text.length)) {
      if (term.atWordStart && isInsideWord(folded.text, at)) continue;
      ranges.push({ from: folded.starts[at] ?? 0, to: folded.ends[at + term.text.length - 1] ?? text.length });
    }
  }
  ranges.sort((a, b) => a.from - b.from || b.to - a.to);
  const result: TextRange[] = [];
  let end = 0;
  for (const { from, to } of ranges) {
    const start = Math.max(from, end);
    if (to <= start) continue;
    result.push({ offset: start, length: to - start });
    end = to;
  }
  return result;
}

function occurrence(term: SearchTerm, folded: string): { inside: boolean } | undefined {
  let found = false;
  for (let at = folded.indexOf(term.text); at >= 0; at = folded.indexOf(term.text, at + 1)) {
    if (!startsInside(term, folded, at)) return { inside: false };
    found = true;
  }
  return found && !term.atWordStart ? { inside: true } : undefined;
}

function startsInside(term: SearchTerm, folded: string, at: number): boolean {
  const first = term.runs[0];
  return first?.at === 0 && first.kind === 'word' && isInsideWord(folded, at);
}
