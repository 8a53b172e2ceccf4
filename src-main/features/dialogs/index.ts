/** The chat lists. */
export { Dialogs } from './dialogs.ts';
