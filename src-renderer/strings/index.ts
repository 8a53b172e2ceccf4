import { en } from './en.ts';

/** Every sentence of the interface. A language is a module of this shape. */
export type Strings = typeof en;

/** The strings of the interface's language. */
export const t: Strings = en;
