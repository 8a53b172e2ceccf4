/** Saved Messages by their sources, and their tags. */
export { Saved } from './saved.ts';
