/** What searching means: folding, terms, matching, marking. Main finds with it, the renderer marks with it. */
export { fold, foldWithPlaces } from './fold.ts';
export { readOperators } from './operators.ts';
export type { WrittenSearch } from './operators.ts';
export { highlights, matchOf, parseQuery } from './query.ts';
export type { SearchQuery, SearchTerm, TextRange } from './query.ts';
export { isInsideWord, runsOf } from './runs.ts';
export type { Run } from './runs.ts';
