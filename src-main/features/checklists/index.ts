/** Ticking and adding tasks of checklists (core.telegram.org/api/todo). */
export { Checklists } from './checklists.ts';
