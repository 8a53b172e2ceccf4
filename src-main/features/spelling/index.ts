export { Spelling } from './spelling.ts';
