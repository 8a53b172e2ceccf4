/** Online states and typing. */
export { Presence } from './presence.ts';
